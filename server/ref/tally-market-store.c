// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/ref/tally-market-store.h"

#include "server/db/tally-sql.h"
#include "server/ref/tally-market-csv-calc.h"
#include "shared/error/tally-error.h"
#include "shared/time/tally-zone.h"

typedef struct {
    const char *district; /* its number, as text */
    const TallyMarketFile *file;
    GArray *rows; /* TallyMarketInterval */
    size_t n_new;
} Work;

static gboolean
check_who (const TallyMarketFile *file, GError **error)
{
    if (file->set_by != NULL && *file->set_by != '\0')
        return TRUE;
    g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID, "say who sets this: --by");
    return FALSE;
}

static void
append_time (GString *list, int64_t start)
{
    g_autoptr(GDateTime) at = g_date_time_new_from_unix_utc (start);
    g_autofree char *text = g_date_time_format (at, "%Y-%m-%dT%H:%M:%SZ");

    g_string_append_printf (list, "%s%s", list->len > 1 ? "," : "", text);
}

/* Rows from @first on that are in one local month; Returns: the row after them. */
static guint
add_month (TallyDb *db, Work *work, const TallyZone *zone, guint first, GError **error)
{
    g_autoptr(GString) starts = g_string_new ("{");
    g_autoptr(GString) seconds = g_string_new ("{");
    g_autoptr(PGresult) added = NULL;
    char text[TALLY_DAY_TEXT];
    TallyDay month = { 0 };
    guint i = first;

    for (; i < work->rows->len; i++) {
        const TallyMarketInterval *row = &g_array_index (work->rows, TallyMarketInterval, i);
        TallyDay of = tally_day_month_start (tally_day_of (zone, row->start));

        if (i > first && of.number != month.number)
            break;
        month = of;
        append_time (starts, row->start);
        g_string_append_printf (seconds, "%s%d", seconds->len > 1 ? "," : "", row->seconds);
    }
    g_string_append_c (starts, '}');
    g_string_append_c (seconds, '}');
    added = tally_db_run (db, "ref/add-peaks", 6,
                          (const char *[]){ work->district, tally_day_format (month, text),
                                            starts->str, seconds->str, work->file->set_by,
                                            work->file->source },
                          error);
    if (added == NULL)
        return 0;
    work->n_new += (size_t) PQntuples (added);
    return i;
}

static gboolean
add_peaks (TallyDb *db, gpointer user_data, GError **error)
{
    Work *work = user_data;
    g_autoptr(PGresult) found = tally_db_run (db, "ref/district-zone", 1, &work->district, error);
    const TallyZone *zone;

    if (found == NULL)
        return FALSE;
    if (PQntuples (found) == 0) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_NOT_FOUND, "there is no district %s",
                     work->district);
        return FALSE;
    }
    zone = tally_zone_get (PQgetvalue (found, 0, 0), error);
    work->n_new = 0;
    for (guint next = 0; zone != NULL && next < work->rows->len;) {
        next = add_month (db, work, zone, next, error);
        if (next == 0)
            return FALSE;
    }
    return zone != NULL;
}

gboolean
tally_market_store_add_peaks (TallyDb *db,
                              int32_t district_id,
                              const TallyMarketFile *file,
                              size_t *n_new,
                              GError **error)
{
    g_autoptr(GArray) rows = tally_market_csv_parse (file->text, -1, FALSE, error);
    g_autofree char *district = g_strdup_printf ("%d", district_id);
    Work work = { .district = district, .file = file, .rows = rows };

    if (rows == NULL || !check_who (file, error)
        || !tally_db_transact (db, TALLY_ISOLATION_EACH_STATEMENT, add_peaks, &work, error))
        return FALSE;
    *n_new = work.n_new;
    return TRUE;
}

char *
tally_market_store_list_peaks (TallyDb *db, int32_t district_id, GError **error)
{
    g_autofree char *district = district_id < 0 ? NULL : g_strdup_printf ("%d", district_id);
    const char *values[] = { district };
    g_autoptr(PGresult) rows = tally_db_run (db, "ref/list-peaks", 1, values, error);

    return rows != NULL ? tally_sql_list (rows) : NULL;
}

char *
tally_market_store_list_prices (TallyDb *db, const char *series, GError **error)
{
    g_autoptr(PGresult) rows = tally_db_run (db, "ref/list-prices", 1, &series, error);

    return rows != NULL ? tally_sql_list (rows) : NULL;
}

gboolean
tally_market_store_add_prices (TallyDb *db,
                               const char *series,
                               const TallyMarketFile *file,
                               size_t *n_new,
                               GError **error)
{
    g_autoptr(GArray) rows = tally_market_csv_parse (file->text, -1, TRUE, error);
    g_autoptr(GString) starts = g_string_new ("{");
    g_autoptr(GString) seconds = g_string_new ("{");
    g_autoptr(GString) micros = g_string_new ("{");
    g_autoptr(PGresult) added = NULL;

    if (rows == NULL || !check_who (file, error))
        return FALSE;
    for (guint i = 0; i < rows->len; i++) {
        const TallyMarketInterval *row = &g_array_index (rows, TallyMarketInterval, i);
        const char *comma = i > 0 ? "," : "";

        append_time (starts, row->start);
        g_string_append_printf (seconds, "%s%d", comma, row->seconds);
        g_string_append_printf (micros, "%s%" G_GINT64_FORMAT, comma, row->micro);
    }
    g_string_append_c (starts, '}');
    g_string_append_c (seconds, '}');
    g_string_append_c (micros, '}');
    added = tally_db_run (db, "ref/add-prices", 6,
                          (const char *[]){ series, starts->str, seconds->str, micros->str,
                                            file->set_by, file->source },
                          error);
    if (added == NULL)
        return FALSE;
    *n_new = (size_t) PQntuples (added);
    return TRUE;
}
