// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/bill/tally-bill-store.h"

#include "server/bill/tally-bill-paper.h"
#include "server/bill/tally-bill-row.h"
#include "shared/error/tally-error.h"

/* Runs and units. */

void
tally_bill_run_clear (TallyBillRun *run)
{
    g_clear_pointer (&run->run_id, g_free);
    g_clear_pointer (&run->cycle, g_free);
    g_clear_pointer (&run->state, g_free);
    g_clear_pointer (&run->output_hash, g_free);
    g_clear_pointer (&run->message, g_free);
}

static gboolean
run_statement (TallyDb *db, const char *name, size_t n, const char *const *values, GError **error)
{
    g_autoptr(PGresult) rows = tally_db_run (db, name, n, values, error);

    return rows != NULL;
}

static gboolean
read_run (const PGresult *rows, TallyBillRun *run, GError **error)
{
    if (rows == NULL)
        return FALSE;
    if (PQntuples (rows) == 0) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_NOT_FOUND,
                             "there is no such bill run");
        return FALSE;
    }
    tally_bill_run_clear (run);
    *run = (TallyBillRun){
        .district_id = tally_bill_get_int32 (rows, 0, 0),
        .period = { { tally_bill_get_int32 (rows, 0, 1) }, { tally_bill_get_int32 (rows, 0, 2) } },
        .state = g_strdup (PQgetvalue (rows, 0, 3)),
        .n_agreements = tally_bill_get_int64 (rows, 0, 4),
        .n_done = tally_bill_get_int64 (rows, 0, 5),
        .n_held = tally_bill_get_int64 (rows, 0, 6),
        .total_minor = tally_bill_get_int64 (rows, 0, 7),
        .output_hash = g_strdup (PQgetvalue (rows, 0, 8)),
        .message = g_strdup (PQgetvalue (rows, 0, 9)),
        .run_id = g_strdup (PQgetvalue (rows, 0, 10)),
        .cycle = g_strdup (PQgetvalue (rows, 0, 11)),
    };
    return TRUE;
}

gboolean
tally_bill_store_lock (TallyDb *db,
                       int32_t district_id,
                       const char *cycle,
                       TallyDay period,
                       gboolean *is_ours,
                       GError **error)
{
    char district[TALLY_BILL_VALUE_TEXT];
    char day[TALLY_DAY_TEXT];
    const char *values[] = { tally_bill_value (district, district_id),
                             tally_day_format (period, day), cycle };
    g_autoptr(PGresult)
                   rows = tally_db_run (db, "bill/lock", G_N_ELEMENTS (values), values, error);

    if (rows == NULL)
        return FALSE;
    *is_ours = PQgetvalue (rows, 0, 0)[0] == 't';
    return !*is_ours || run_statement (db, "bill/lock-members", 1, values, error);
}

gboolean
tally_bill_store_unlock (TallyDb *db, GError **error)
{
    return run_statement (db, "bill/unlock", 0, NULL, error);
}

gboolean
tally_bill_store_get_run (TallyDb *db, const char *run_id, TallyBillRun *run, GError **error)
{
    g_autoptr(PGresult) rows = tally_db_run (db, "bill/run-get", 1, &run_id, error);

    return read_run (rows, run, error);
}

gboolean
tally_bill_store_find_run (TallyDb *db,
                           int32_t district_id,
                           const char *cycle,
                           TallyDay period_start,
                           TallyBillRun *run,
                           GError **error)
{
    char district[TALLY_BILL_VALUE_TEXT];
    char day[TALLY_DAY_TEXT];
    const char *values[] = { tally_bill_value (district, district_id),
                             tally_day_format (period_start, day), cycle };
    g_autoptr(PGresult)
                   rows = tally_db_run (db, "bill/run-find", G_N_ELEMENTS (values), values, error);

    return read_run (rows, run, error);
}

gboolean
tally_bill_store_begin (TallyDb *db, TallyBillRun *run, const char *started_by, GError **error)
{
    g_autofree char *run_id = g_strdup (run->run_id);
    g_autofree char *cycle = g_strdup (run->cycle);
    char district[TALLY_BILL_VALUE_TEXT];
    char most[TALLY_BILL_VALUE_TEXT];
    char first[TALLY_DAY_TEXT];
    char end[TALLY_DAY_TEXT];
    const char *add[] = { tally_bill_value (district, run->district_id),
                          run_id,
                          tally_day_format (run->period.first, first),
                          tally_day_format (run->period.end, end),
                          started_by,
                          cycle };
    const char *plan[] = {
        district, run_id, first, end, tally_bill_value (most, TALLY_BILL_UNIT_AGREEMENTS), cycle
    };
    const char *one[] = { run_id };

    return run_statement (db, "bill/run-add", G_N_ELEMENTS (add), add, error)
           && run_statement (db, "bill/run-resume", 1, one, error)
           && run_statement (db, "bill/unit-plan", G_N_ELEMENTS (plan), plan, error)
           && tally_bill_store_get_run (db, run_id, run, error);
}

gboolean
tally_bill_store_sum_run (TallyDb *db, const char *run_id, GError **error)
{
    return run_statement (db, "bill/run-sum", 1, &run_id, error);
}

gboolean
tally_bill_store_end_run (TallyDb *db,
                          const char *run_id,
                          const char *state,
                          const char *message,
                          GError **error)
{
    const char *values[] = { run_id, state, message };

    return run_statement (db, "bill/run-end", G_N_ELEMENTS (values), values, error);
}

static gboolean
take_with (TallyDb *db, const char *name, const char *run_id, TallyBillUnit *unit, GError **error)
{
    g_autoptr(PGresult) rows = tally_db_run (db, name, 1, &run_id, error);

    unit->unit_no = -1;
    if (rows == NULL)
        return FALSE;
    if (PQntuples (rows) == 1)
        *unit = (TallyBillUnit){ .district_id = tally_bill_get_int32 (rows, 0, 0),
                                 .unit_no = tally_bill_get_int32 (rows, 0, 1),
                                 .first_point = tally_bill_get_int64 (rows, 0, 2),
                                 .last_point = tally_bill_get_int64 (rows, 0, 3) };
    return TRUE;
}

gboolean
tally_bill_store_take (TallyDb *db, const char *run_id, TallyBillUnit *unit, GError **error)
{
    return take_with (db, "bill/unit-take", run_id, unit, error)
           && (unit->unit_no >= 0 || take_with (db, "bill/unit-wait", run_id, unit, error));
}

gboolean
tally_bill_store_unit_done (TallyDb *db,
                            const char *run_id,
                            const TallyBillUnit *unit,
                            int64_t n_held,
                            int64_t total_minor,
                            GError **error)
{
    char district[TALLY_BILL_VALUE_TEXT];
    char unit_no[TALLY_BILL_VALUE_TEXT];
    char held[TALLY_BILL_VALUE_TEXT];
    char total[TALLY_BILL_VALUE_TEXT];
    const char *values[] = { tally_bill_value (district, unit->district_id), run_id,
                             tally_bill_value (unit_no, unit->unit_no),
                             tally_bill_value (held, n_held),
                             tally_bill_value (total, total_minor) };

    return run_statement (db, "bill/unit-done", G_N_ELEMENTS (values), values, error);
}

gboolean
tally_bill_store_clear (TallyDb *db,
                        const TallyBillUnit *unit,
                        const char *cycle,
                        TallyDays period,
                        GError **error)
{
    char district[TALLY_BILL_VALUE_TEXT];
    char first[TALLY_BILL_VALUE_TEXT];
    char last[TALLY_BILL_VALUE_TEXT];
    char from[TALLY_DAY_TEXT];
    char to[TALLY_DAY_TEXT];
    const char *values[] = { tally_bill_value (district, unit->district_id),
                             tally_bill_value (first, unit->first_point),
                             tally_bill_value (last, unit->last_point),
                             tally_day_format (period.first, from),
                             tally_day_format (period.end, to),
                             cycle };

    return run_statement (db, "bill/clear-findings", G_N_ELEMENTS (values), values, error)
           && run_statement (db, "bill/clear-lines", G_N_ELEMENTS (values), values, error)
           && run_statement (db, "bill/clear-bills", G_N_ELEMENTS (values), values, error);
}

char *
tally_bill_store_show (TallyDb *db, const char *number, GError **error)
{
    g_autoptr(PGresult) rows = tally_db_run (db, "bill/show", 1, &number, error);

    if (rows == NULL)
        return NULL;
    if (PQntuples (rows) == 1)
        return g_strdup (PQgetvalue (rows, 0, 0));
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_NOT_FOUND, "there is no bill %s", number);
    return NULL;
}

TallyBillPaper *
tally_bill_store_load_paper (TallyDb *db, const char *number, const char *language, GError **error)
{
    g_autoptr(PGresult) rows = tally_db_run (db, "bill/paper", 1, &number, error);
    g_autoptr(PGresult) blocks = NULL;
    g_autoptr(PGresult) market = NULL;

    if (rows != NULL)
        blocks = tally_db_run (db, "bill/paper-blocks", 1, &number, error);
    if (blocks != NULL)
        market = tally_db_run (db, "bill/past-market", 1, &number, error);
    if (market == NULL)
        return NULL;
    if (PQntuples (rows) == 1)
        return tally_bill_paper_parse (PQgetvalue (rows, 0, 0), PQgetvalue (blocks, 0, 0),
                                       PQgetvalue (market, 0, 0), language, error);
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_NOT_FOUND, "there is no bill %s", number);
    return NULL;
}
