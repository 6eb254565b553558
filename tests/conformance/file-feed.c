// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/collect/files/tally-espi-feed.h"
#include "server/collect/files/tally-file-summary.h"
#include "tests/conformance/file-case.h"

typedef struct {
    int64_t n_readings;
    int64_t sum;
    int64_t cost;
    int64_t first;
    int64_t end;
    int64_t n_doubles;
    GHashTable *starts;
    GHashTable *qualities; /* code -> count */
    GArray *types;         /* of TallyEspiReadingType */
    char *fault;
} Feed;

static void
on_entry (guint index, const TallyEspiEntry *entry, gpointer user_data)
{
    Feed *feed = user_data;

    if (entry->kind == TALLY_ESPI_READING_TYPE)
        g_array_append_val (feed->types, entry->type);
}

static gboolean
on_reading (const TallyEspiReading *reading, gpointer user_data, GError **error)
{
    Feed *feed = user_data;

    if (feed->n_readings++ == 0)
        feed->first = reading->start;
    feed->first = MIN (feed->first, reading->start);
    feed->end = MAX (feed->end, reading->start + reading->duration_s);
    feed->sum += reading->value;
    feed->cost += reading->cost;
    feed->n_doubles += !g_hash_table_add (feed->starts, GINT_TO_POINTER (reading->start));
    if (reading->quality >= 0) {
        gpointer key = GINT_TO_POINTER (reading->quality);
        int n = GPOINTER_TO_INT (g_hash_table_lookup (feed->qualities, key));

        g_hash_table_insert (feed->qualities, key, GINT_TO_POINTER (n + 1));
    }
    return TRUE;
}

static void
on_fault (size_t line, const char *field, const char *message, gpointer user_data)
{
    Feed *feed = user_data;

    if (feed->fault == NULL)
        feed->fault = g_strdup_printf ("line %" G_GSIZE_FORMAT " %s: %s", line, field, message);
}

static gboolean
check (GString *line, JsonObject *expected, const char *field, int64_t got)
{
    g_autofree char *wanted_text = NULL;
    g_autofree char *got_text = g_strdup_printf ("%" G_GINT64_FORMAT, got);
    int64_t wanted;

    if (!json_object_has_member (expected, field))
        return TRUE;
    wanted = json_object_get_int_member (expected, field);
    wanted_text = g_strdup_printf ("%" G_GINT64_FORMAT, wanted);
    return wanted == got || case_mismatch (line, field, wanted_text, got_text);
}

static gboolean
check_type (GString *line, JsonObject *expected, const TallyEspiReadingType *type)
{
    gboolean is_good = TRUE;

    for (int f = 0; f < TALLY_ESPI_N_FIELDS; f++) {
        const char *name = tally_espi_field_name ((TallyEspiField) f);
        const char *wanted = json_object_get_string_member_with_default (expected, name, "none");
        g_autofree char *got = (type->has & 1u << f) != 0
                                   ? g_strdup_printf ("%" G_GINT64_FORMAT, type->values[f])
                                   : g_strdup ("none");

        if (json_object_has_member (expected, name) && !g_str_equal (wanted, got))
            is_good = case_mismatch (line, name, wanted, got);
    }
    return is_good;
}

static gboolean
check_types (GString *line, JsonObject *expected, const GArray *types)
{
    JsonArray *wanted = json_object_has_member (expected, "reading_types")
                            ? json_object_get_array_member (expected, "reading_types")
                            : NULL;
    gboolean is_good = wanted == NULL || json_array_get_length (wanted) == types->len
                       || case_mismatch (line, "reading_types", "as many", "another number");

    for (guint i = 0; is_good && wanted != NULL && i < types->len; i++)
        is_good = check_type (line, json_array_get_object_element (wanted, i),
                              &g_array_index (types, TallyEspiReadingType, i));
    return is_good;
}

static gboolean
check_qualities (GString *line, JsonObject *expected, GHashTable *qualities)
{
    JsonObject *wanted = json_object_has_member (expected, "quality")
                             ? json_object_get_object_member (expected, "quality")
                             : NULL;
    g_autoptr(GList) codes = wanted != NULL ? json_object_get_members (wanted) : NULL;
    gboolean is_good = wanted == NULL || g_list_length (codes) == g_hash_table_size (qualities)
                       || case_mismatch (line, "quality", "as many codes", "another number");

    for (GList *code = codes; code != NULL; code = code->next) {
        gpointer key = GINT_TO_POINTER ((int) g_ascii_strtoll (code->data, NULL, 10));

        is_good = check (line, wanted, code->data,
                         GPOINTER_TO_INT (g_hash_table_lookup (qualities, key)))
                  && is_good;
    }
    return is_good;
}

static gboolean
check_feed (GString *line, JsonObject *expected, const Feed *feed, guint n_blocks)
{
    gboolean is_good = check (line, expected, "blocks", n_blocks);

    is_good = check (line, expected, "readings", feed->n_readings) && is_good;
    is_good = check (line, expected, "sum_value_raw", feed->sum) && is_good;
    is_good = check (line, expected, "sum_cost_raw_1e-5", feed->cost) && is_good;
    is_good = check (line, expected, "first_start_epoch", feed->first) && is_good;
    is_good = check (line, expected, "last_end_epoch", feed->end) && is_good;
    is_good = check (line, expected, "duplicate_starts", feed->n_doubles) && is_good;
    is_good = check_types (line, expected, feed->types) && is_good;
    return check_qualities (line, expected, feed->qualities) && is_good;
}

/* The feed as the importer takes it must hold as many readings, or say why not. */
static gboolean
check_import (GString *line, CaseText text, const Feed *feed)
{
    g_autoptr(TallyFileSummary) summary = tally_file_summary_new ();
    g_autofree char *wanted = g_strdup_printf ("%" G_GINT64_FORMAT, feed->n_readings);
    g_autofree char *got = NULL;
    const TallyFileHow how = { TALLY_FILE_ESPI, TRUE, NULL };

    tally_file_summary_read (summary, &how, text.text, text.length, NULL);
    if (summary->n_issues[TALLY_FILE_REFUSED] > 0) {
        const TallyFileIssue *first = g_ptr_array_index (summary->issues, 0);

        return case_mismatch (line, first->field, "to be imported", first->message);
    }
    got = g_strdup_printf ("%" G_GINT64_FORMAT, tally_file_summary_n_intervals (summary));
    return g_str_equal (wanted, got) || case_mismatch (line, "imported readings", wanted, got);
}

gboolean
case_run_feed (CaseText text, JsonObject *expected, GString *line)
{
    Feed feed = { .starts = g_hash_table_new (NULL, NULL),
                  .qualities = g_hash_table_new (NULL, NULL),
                  .types = g_array_new (FALSE, FALSE, sizeof (TallyEspiReadingType)) };
    const TallyEspiSink sink = { on_entry, on_reading, on_fault, &feed };
    guint n_blocks = 0;
    gboolean is_good;

    tally_espi_feed_read (text.text, text.length, &sink, &n_blocks, NULL);
    if (json_object_has_member (expected, "error")) {
        is_good = feed.fault != NULL;
        g_string_append_printf (line, "refused: %s", is_good ? feed.fault : "expected, but read");
    } else if (feed.fault != NULL) {
        is_good = case_mismatch (line, "feed", "to be read", feed.fault);
    } else {
        g_string_append_printf (line,
                                "%u blocks, %" G_GINT64_FORMAT " readings, sum %" G_GINT64_FORMAT,
                                n_blocks, feed.n_readings, feed.sum);
        is_good = check_feed (line, expected, &feed, n_blocks);
        is_good = check_import (line, text, &feed) && is_good;
    }
    g_hash_table_unref (feed.starts);
    g_hash_table_unref (feed.qualities);
    g_array_unref (feed.types);
    g_free (feed.fault);
    return is_good;
}
