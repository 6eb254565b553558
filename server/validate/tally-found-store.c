// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/validate/tally-validate-store.h"

#include <string.h>

/* An exception as it is stored; the first fields name it. */
typedef struct {
    int64_t point_id;
    int32_t day;
    int32_t first;
    int16_t channel;
    char *rule;
    int32_t n;
    char *severity;
    int64_t found;
    int64_t limit;
    gboolean is_found;
} Open;

struct _TallyFound {
    int32_t district_id;
    GHashTable *open; /* set of Open */
    GString *added;   /* JSON, as are these */
    GString *changed;
    GString *gone;
};

static void
open_free (gpointer data)
{
    Open *open = data;

    g_free (open->rule);
    g_free (open->severity);
    g_free (open);
}

static guint
hash_open (gconstpointer data)
{
    const Open *open = data;

    return (((guint) open->point_id * 31 + (guint) open->day) * 8 + (guint) open->channel) * 97
           + (guint) open->first + g_str_hash (open->rule);
}

static gboolean
equal_names (gconstpointer a, gconstpointer b)
{
    const Open *left = a;
    const Open *right = b;

    return left->point_id == right->point_id && left->day == right->day
           && left->first == right->first && left->channel == right->channel
           && g_str_equal (left->rule, right->rule);
}

void
tally_found_free (TallyFound *found)
{
    g_hash_table_unref (found->open);
    g_string_free (found->added, TRUE);
    g_string_free (found->changed, TRUE);
    g_string_free (found->gone, TRUE);
    g_free (found);
}

static Open *
read_open (TallyCopyOut *rows)
{
    Open *open = g_new0 (Open, 1);

    open->day = tally_copy_out_day (rows);
    open->point_id = tally_copy_out_int64 (rows);
    open->channel = tally_copy_out_int16 (rows);
    open->rule = tally_copy_out_text (rows);
    open->first = tally_copy_out_int32 (rows);
    open->n = tally_copy_out_int32 (rows);
    open->severity = tally_copy_out_text (rows);
    open->found = tally_copy_out_int64 (rows);
    open->limit = tally_copy_out_int64 (rows);
    return open;
}

TallyFound *
tally_found_load (TallyDb *db,
                  int32_t district_id,
                  TallyPointRange range,
                  TallyDays days,
                  gboolean across,
                  GError **error)
{
    g_autoptr(TallyFound) found = g_new0 (TallyFound, 1);
    g_autofree char *district = g_strdup_printf ("%d", district_id);
    g_autofree char *from = g_strdup_printf ("%" G_GINT64_FORMAT, range.first);
    g_autofree char *last = g_strdup_printf ("%" G_GINT64_FORMAT, range.last);
    char first[TALLY_DAY_TEXT];
    char end[TALLY_DAY_TEXT];
    const char *values[] = { district,
                             tally_day_format (days.first, first),
                             tally_day_format (days.end, end),
                             from,
                             last,
                             across ? "true" : "false" };
    g_autoptr(TallyCopyOut) rows = NULL;
    g_autoptr(GError) broken = NULL;

    found->district_id = district_id;
    found->open = g_hash_table_new_full (hash_open, equal_names, open_free, NULL);
    found->added = g_string_new ("[");
    found->changed = g_string_new ("[");
    found->gone = g_string_new ("[");
    rows = tally_copy_out_new (db, "validate/open-exceptions", G_N_ELEMENTS (values), values,
                               error);
    if (rows == NULL)
        return NULL;
    while (tally_copy_out_next (rows, &broken))
        g_hash_table_add (found->open, read_open (rows));
    if (broken == NULL)
        return g_steal_pointer (&found);
    g_propagate_error (error, g_steal_pointer (&broken));
    return NULL;
}

static void
write_json (GString *json, const Open *row)
{
    g_string_append_printf (json,
                            "%s{\"day\":%d,\"point\":%" G_GINT64_FORMAT
                            ",\"channel\":%d,\"rule\":\"%s\",\"first\":%d,\"n\":%d,"
                            "\"severity\":\"%s\",\"found\":%" G_GINT64_FORMAT
                            ",\"limit\":%" G_GINT64_FORMAT "}",
                            json->len > 1 ? "," : "", row->day, row->point_id, row->channel,
                            row->rule, row->first, row->n, row->severity, row->found, row->limit);
}

void
tally_found_add (TallyFound *found,
                 int64_t point_id,
                 int16_t channel,
                 int32_t day,
                 const TallyFinding *finding)
{
    Open row = {
        .point_id = point_id,
        .day = day,
        .first = finding->first,
        .channel = channel,
        .rule = (char *) tally_rule_name (finding->rule),
        .n = finding->n,
        .severity = (char *) tally_severity_name (finding->severity),
        .found = finding->found,
        .limit = finding->limit,
    };
    Open *open = g_hash_table_lookup (found->open, &row);

    if (open == NULL)
        write_json (found->added, &row);
    else if (!open->is_found
             && (open->n != row.n || open->found != row.found || open->limit != row.limit
                 || !g_str_equal (open->severity, row.severity)))
        write_json (found->changed, &row);
    if (open != NULL)
        open->is_found = TRUE;
}

static gboolean
save (const TallyFound *found, TallyDb *db, const char *name, GString *json, GError **error)
{
    g_autofree char *district = g_strdup_printf ("%d", found->district_id);
    const char *values[] = { district, json->str };
    g_autoptr(PGresult) rows = NULL;

    if (json->len == 1)
        return TRUE;
    g_string_append_c (json, ']');
    rows = tally_db_run (db, name, G_N_ELEMENTS (values), values, error);
    return rows != NULL;
}

gboolean
tally_found_save (TallyFound *found, TallyDb *db, GError **error)
{
    GHashTableIter iter;
    gpointer open;

    g_hash_table_iter_init (&iter, found->open);
    while (g_hash_table_iter_next (&iter, &open, NULL)) {
        if (!((const Open *) open)->is_found)
            write_json (found->gone, open);
    }
    return save (found, db, "validate/clear-exceptions", found->gone, error)
           && save (found, db, "validate/change-exceptions", found->changed, error)
           && save (found, db, "validate/add-exceptions", found->added, error);
}
