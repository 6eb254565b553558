// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/validate/tally-validate-store.h"

#include "shared/error/tally-error.h"

/* The same weekday a year ago, a week to each side. */
#define YEAR_FROM 371
#define YEAR_UNTIL 357

#define N_VALUES 6

static guint
hash_series (gconstpointer data)
{
    const TallySeriesKey *key = data;

    return (guint) key->point_id * 31 + (guint) key->channel;
}

static gboolean
equal_series (gconstpointer a, gconstpointer b)
{
    const TallySeriesKey *left = a;
    const TallySeriesKey *right = b;

    return left->point_id == right->point_id && left->channel == right->channel;
}

static GHashTable *
table_new (void)
{
    return g_hash_table_new_full (hash_series, equal_series, g_free,
                                  (GDestroyNotify) g_array_unref);
}

void
tally_validate_decided_free (TallyValidateDecided *decided)
{
    g_hash_table_unref (decided->edits);
    g_hash_table_unref (decided->rollovers);
    g_hash_table_unref (decided->withdrawn);
    g_hash_table_unref (decided->past);
    g_hash_table_unref (decided->clocks);
    g_free (decided);
}

GArray *
tally_validate_decided_find (GHashTable *table, int64_t point_id, int16_t channel)
{
    TallySeriesKey key = { point_id, channel };

    return g_hash_table_lookup (table, &key);
}

static GArray *
rows_of (GHashTable *table, int64_t point_id, int64_t channel, guint size)
{
    TallySeriesKey key = { point_id, (int16_t) channel };
    GArray *rows = g_hash_table_lookup (table, &key);

    if (rows == NULL) {
        rows = g_array_new (FALSE, FALSE, size);
        g_hash_table_insert (table, g_memdup2 (&key, sizeof key), rows);
    }
    return rows;
}

static int64_t
number_of (PGresult *rows, int row, int column)
{
    return g_ascii_strtoll (PQgetvalue (rows, row, column), NULL, 10);
}

static gboolean
load_edits (TallyDb *db, TallyValidateDecided *decided, const char *const *values, GError **error)
{
    g_autoptr(PGresult) rows = tally_db_run (db, "validate/edits", 5, values, error);

    for (int row = 0; rows != NULL && row < PQntuples (rows); row++) {
        TallyEdit edit = { .day = (int32_t) number_of (rows, row, 2),
                           .first = (int32_t) number_of (rows, row, 3),
                           .end = (int32_t) number_of (rows, row, 4),
                           .value = number_of (rows, row, 6) };

        if (!tally_edit_method_find (PQgetvalue (rows, row, 5), &edit.method)) {
            g_set_error (error, TALLY_ERROR, TALLY_ERROR_INTERNAL, "validate.edit: no method %s",
                         PQgetvalue (rows, row, 5));
            return FALSE;
        }
        g_array_append_val (rows_of (decided->edits, number_of (rows, row, 0),
                                     number_of (rows, row, 1), sizeof edit),
                            edit);
    }
    return rows != NULL;
}

static gboolean
load_rollovers (TallyDb *db,
                TallyValidateDecided *decided,
                const TallyZone *zone,
                const char *const *values,
                GError **error)
{
    g_autoptr(PGresult) rows = tally_db_run (db, "validate/rollovers", 5, values, error);

    for (int row = 0; rows != NULL && row < PQntuples (rows); row++) {
        int32_t day = (int32_t) number_of (rows, row, 2);
        /* The reading at the end of a day belongs to it. */
        TallyRolloverDecision decision = {
            .from = tally_day_start (zone, (TallyDay){ day }) + 1,
            .until = tally_day_start (zone, (TallyDay){ day + 1 }) + 1,
            .is_accepted = *PQgetvalue (rows, row, 3) == 't',
        };

        g_array_append_val (rows_of (decided->rollovers, number_of (rows, row, 0),
                                     number_of (rows, row, 1), sizeof decision),
                            decision);
    }
    return rows != NULL;
}

/* A channel that is read once more reaches further than @of says. */
static gboolean
load_withdrawn (TallyDb *db, TallyValidateDecided *decided, const char *const *of, GError **error)
{
    g_autofree char *reach = g_strdup_printf ("%d", TALLY_VALIDATE_REACH_DAYS + 2);
    const char *values[N_VALUES] = { of[0], of[1], of[2], of[3], of[4], reach };
    g_autoptr(PGresult) rows = tally_db_run (db, "validate/withdrawn", N_VALUES, values, error);

    for (int row = 0; rows != NULL && row < PQntuples (rows); row++) {
        TallyWithdrawn withdrawn = { number_of (rows, row, 2), number_of (rows, row, 3),
                                     number_of (rows, row, 4) };

        g_array_append_val (rows_of (decided->withdrawn, number_of (rows, row, 0),
                                     number_of (rows, row, 1), sizeof withdrawn),
                            withdrawn);
    }
    return rows != NULL;
}

static gboolean
load_past (TallyDb *db,
           TallyValidateDecided *decided,
           const char *const *of,
           TallyDays wanted,
           GError **error)
{
    char first[TALLY_DAY_TEXT];
    char end[TALLY_DAY_TEXT];
    TallyDay from = { wanted.first.number - YEAR_FROM };
    TallyDay until = { wanted.end.number - YEAR_UNTIL };
    const char *values[] = { of[0], tally_day_format (from, first), tally_day_format (until, end),
                             of[3], of[4] };
    g_autoptr(TallyCopyOut) rows = tally_copy_out_new (db, "validate/past-sums", 5, values, error);
    g_autoptr(GError) broken = NULL;

    if (rows == NULL)
        return FALSE;
    while (tally_copy_out_next (rows, &broken)) {
        int64_t point_id = tally_copy_out_int64 (rows);
        int16_t channel = tally_copy_out_int16 (rows);
        TallyPastSum past = { .day = tally_copy_out_day (rows) };

        past.sum = tally_copy_out_int64 (rows);
        g_array_append_val (rows_of (decided->past, point_id, channel, sizeof past), past);
    }
    if (broken == NULL)
        return TRUE;
    g_propagate_error (error, g_steal_pointer (&broken));
    return FALSE;
}

/* Of all kinds of points, for the database to pass over the clocks that are right. */
static int64_t
least_clock_limit (const TallyValidateMaster *master)
{
    int64_t least = INT64_MAX;
    GHashTableIter iter;
    gpointer dated;

    g_hash_table_iter_init (&iter, master->rules);
    while (g_hash_table_iter_next (&iter, NULL, &dated)) {
        for (guint i = 0; i < ((GArray *) dated)->len; i++) {
            int64_t limit = g_array_index ((GArray *) dated, TallyDatedRules, i).rules.clock_ms;

            least = limit > 0 ? MIN (least, limit) : least;
        }
    }
    return least;
}

static gboolean
load_clocks (TallyDb *db,
             TallyValidateDecided *decided,
             const TallyValidateMaster *master,
             const char *const *of,
             TallyDays wanted,
             GError **error)
{
    g_autofree char *limit = g_strdup_printf ("%" G_GINT64_FORMAT, least_clock_limit (master));
    char first[TALLY_DAY_TEXT];
    char end[TALLY_DAY_TEXT];
    const char *values[N_VALUES] = { of[0],
                                     tally_day_format (wanted.first, first),
                                     tally_day_format (wanted.end, end),
                                     of[3],
                                     of[4],
                                     limit };
    g_autoptr(PGresult) rows = tally_db_run (db, "validate/clocks", N_VALUES, values, error);

    for (int row = 0; rows != NULL && row < PQntuples (rows); row++) {
        TallyClockRow seen = { (int32_t) number_of (rows, row, 1), number_of (rows, row, 2),
                               number_of (rows, row, 3), number_of (rows, row, 4) };

        g_array_append_val (rows_of (decided->clocks, number_of (rows, row, 0), 0, sizeof seen),
                            seen);
    }
    return rows != NULL;
}

TallyValidateDecided *
tally_validate_store_load_decided (TallyDb *db,
                                   const TallyValidateMaster *master,
                                   TallyPointRange range,
                                   TallyDays context,
                                   TallyDays wanted,
                                   GError **error)
{
    g_autoptr(TallyValidateDecided) decided = g_new0 (TallyValidateDecided, 1);
    g_autofree char *district = g_strdup_printf ("%d", master->district_id);
    g_autofree char *from = g_strdup_printf ("%" G_GINT64_FORMAT, range.first);
    g_autofree char *last = g_strdup_printf ("%" G_GINT64_FORMAT, range.last);
    char first[TALLY_DAY_TEXT];
    char end[TALLY_DAY_TEXT];
    const char *values[] = { district, tally_day_format (context.first, first),
                             tally_day_format (context.end, end), from, last };

    decided->edits = table_new ();
    decided->rollovers = table_new ();
    decided->withdrawn = table_new ();
    decided->past = table_new ();
    decided->clocks = table_new ();
    if (!load_edits (db, decided, values, error)
        || !load_rollovers (db, decided, master->zone, values, error)
        || !load_withdrawn (db, decided, values, error)
        || !load_past (db, decided, values, wanted, error)
        || !load_clocks (db, decided, master, values, wanted, error))
        return NULL;
    return g_steal_pointer (&decided);
}
