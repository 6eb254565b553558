// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/energy/tally-energy-store.h"

typedef struct {
    int32_t district_id;
    int32_t day;
    int64_t point_id;
    int16_t channel;
} ChangeKey;

struct _TallyEnergyChanges {
    GHashTable *keys; /* ChangeKey, a set */
    GHashTable *days; /* day numbers, a set */
};

static guint
hash_key (gconstpointer data)
{
    const ChangeKey *key = data;

    return (guint) key->point_id * 31 + (guint) key->day * 8 + (guint) key->channel
           + (guint) key->district_id * 7919;
}

static gboolean
equal_keys (gconstpointer a, gconstpointer b)
{
    const ChangeKey *left = a;
    const ChangeKey *right = b;

    return left->point_id == right->point_id && left->day == right->day
           && left->channel == right->channel && left->district_id == right->district_id;
}

void
tally_energy_changes_free (TallyEnergyChanges *changes)
{
    g_hash_table_unref (changes->keys);
    g_hash_table_unref (changes->days);
    g_free (changes);
}

/* A row of either stream, in the order both have. */
typedef struct {
    ChangeKey key;
    int32_t version;
    gboolean is_there;
} Row;

static int
compare_rows (const Row *a, const Row *b)
{
    if (a->key.point_id != b->key.point_id)
        return a->key.point_id < b->key.point_id ? -1 : 1;
    if (a->key.channel != b->key.channel)
        return a->key.channel < b->key.channel ? -1 : 1;
    return (a->key.day > b->key.day) - (a->key.day < b->key.day);
}

static gboolean
read_row (TallyCopyOut *rows, int32_t district_id, Row *row, GError **error)
{
    g_autoptr(GError) broken = NULL;

    row->is_there = tally_copy_out_next (rows, &broken);
    if (broken != NULL) {
        g_propagate_error (error, g_steal_pointer (&broken));
        return FALSE;
    }
    if (!row->is_there)
        return TRUE;
    row->key = (ChangeKey){ .district_id = district_id };
    row->key.point_id = tally_copy_out_int64 (rows);
    row->key.channel = tally_copy_out_int16 (rows);
    row->key.day = tally_copy_out_day (rows);
    row->version = tally_copy_out_int32 (rows);
    return TRUE;
}

static void
note (TallyEnergyChanges *changes, const ChangeKey *key)
{
    g_hash_table_add (changes->keys, g_memdup2 (key, sizeof *key));
    g_hash_table_add (changes->days, GINT_TO_POINTER (key->day));
}

/* Walks both streams side by side: no more than one row of each is held. */
static gboolean
merge (TallyEnergyChanges *changes,
       TallyCopyOut *newest,
       TallyCopyOut *summed,
       int32_t district_id,
       GError **error)
{
    Row wanted;
    Row has;

    if (!read_row (newest, district_id, &wanted, error)
        || !read_row (summed, district_id, &has, error))
        return FALSE;
    while (wanted.is_there || has.is_there) {
        int order = !has.is_there ? -1 : (!wanted.is_there ? 1 : compare_rows (&wanted, &has));

        if (order < 0 || (order == 0 && wanted.version != has.version))
            note (changes, &wanted.key);
        if (order <= 0 && !read_row (newest, district_id, &wanted, error))
            return FALSE;
        if (order >= 0 && !read_row (summed, district_id, &has, error))
            return FALSE;
    }
    return TRUE;
}

TallyEnergyChanges *
tally_energy_store_find_changes (TallyDb *validated,
                                 TallyDb *own,
                                 const GArray *districts,
                                 TallyDays days,
                                 GError **error)
{
    g_autoptr(TallyEnergyChanges) changes = g_new0 (TallyEnergyChanges, 1);

    changes->keys = g_hash_table_new_full (hash_key, equal_keys, g_free, NULL);
    changes->days = g_hash_table_new (NULL, NULL);
    for (guint i = 0; i < districts->len; i++) {
        int32_t id = g_array_index (districts, TallyValidateDistrict, i).district_id;
        g_autofree char *district = g_strdup_printf ("%d", id);
        char first[TALLY_DAY_TEXT];
        char end[TALLY_DAY_TEXT];
        const char *values[] = { district, tally_day_format (days.first, first),
                                 tally_day_format (days.end, end) };
        g_autoptr(TallyCopyOut)
                       newest = tally_validate_store_list_versions (validated, id, days, error);
        g_autoptr(TallyCopyOut) summed = newest != NULL
                                              ? tally_copy_out_new (own, "energy/day-versions", 3,
                                                                    values, error)
                                              : NULL;

        if (summed == NULL || !merge (changes, newest, summed, id, error))
            return NULL;
    }
    return g_steal_pointer (&changes);
}

gboolean
tally_energy_changes_has (const TallyEnergyChanges *changes, const TallyBlockHead *head)
{
    ChangeKey key = { head->district_id, head->day, head->point_id, head->channel };

    return g_hash_table_contains (changes->keys, &key);
}

gboolean
tally_energy_changes_next (const TallyEnergyChanges *changes,
                           TallyDay from,
                           TallyDay end,
                           TallyDays *run)
{
    int32_t day = from.number;

    while (day < end.number && !g_hash_table_contains (changes->days, GINT_TO_POINTER (day)))
        day++;
    run->first.number = day;
    while (day < end.number && g_hash_table_contains (changes->days, GINT_TO_POINTER (day)))
        day++;
    run->end.number = day;
    return run->first.number < run->end.number;
}

/* Four parallel PostgreSQL arrays of the changed keys of @run. */
static void
write_keys (const TallyEnergyChanges *changes, TallyDays run, GString *texts[4])
{
    GHashTableIter iter;
    gpointer data;

    for (int i = 0; i < 4; i++)
        texts[i] = g_string_new ("{");
    g_hash_table_iter_init (&iter, changes->keys);
    while (g_hash_table_iter_next (&iter, &data, NULL)) {
        const ChangeKey *key = data;
        const char *comma = texts[0]->len > 1 ? "," : "";

        if (key->day < run.first.number || key->day >= run.end.number)
            continue;
        g_string_append_printf (texts[0], "%s%d", comma, key->district_id);
        g_string_append_printf (texts[1], "%s%" G_GINT64_FORMAT, comma, key->point_id);
        g_string_append_printf (texts[2], "%s%d", comma, key->channel);
        g_string_append_printf (texts[3], "%s%d", comma, key->day);
    }
    for (int i = 0; i < 4; i++)
        g_string_append_c (texts[i], '}');
}

static gboolean
run_with_keys (TallyDb *db,
               const char *statement,
               const TallyEnergyChanges *changes,
               TallyDays run,
               GError **error)
{
    GString *texts[4];
    const char *values[4];
    g_autoptr(PGresult) rows = NULL;

    write_keys (changes, run, texts);
    for (int i = 0; i < 4; i++)
        values[i] = texts[i]->str;
    rows = tally_db_run (db, statement, 4, values, error);
    for (int i = 0; i < 4; i++)
        g_string_free (texts[i], TRUE);
    return rows != NULL;
}

gboolean
tally_energy_store_clear_changes (TallyDb *db,
                                  const TallyEnergyChanges *changes,
                                  TallyDays run,
                                  GError **error)
{
    return run_with_keys (db, "energy/clear-changed", changes, run, error);
}

gboolean
tally_energy_store_add_months (TallyDb *db,
                               const GArray *districts,
                               const TallyEnergyChanges *changes,
                               TallyDays run,
                               GError **error)
{
    char first[TALLY_DAY_TEXT];
    char end[TALLY_DAY_TEXT];

    if (run.first.number == run.end.number)
        return TRUE;
    if (changes != NULL)
        return run_with_keys (db, "energy/add-changed-months", changes, run, error);
    for (guint i = 0; i < districts->len; i++) {
        g_autofree char *district = g_strdup_printf (
            "%d", g_array_index (districts, TallyValidateDistrict, i).district_id);
        const char *values[] = { district, tally_day_format (run.first, first),
                                 tally_day_format (run.end, end) };
        g_autoptr(PGresult) rows = tally_db_run (db, "energy/add-months", 3, values, error);

        if (rows == NULL)
            return FALSE;
    }
    return TRUE;
}
