// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/bill/tally-bill-decide-store.h"

#include "server/bill/tally-bill-row.h"
#include "shared/error/tally-error.h"

static gboolean
ask_count (TallyDb *db,
           const char *name,
           size_t n_values,
           const char *const *values,
           int64_t *n,
           GError **error)
{
    g_autoptr(PGresult) rows = tally_db_run (db, name, n_values, values, error);

    if (rows == NULL)
        return FALSE;
    *n = tally_bill_get_int64 (rows, 0, 0);
    return TRUE;
}

gboolean
tally_bill_store_decide (TallyDb *db,
                         const TallyBillDecision *decision,
                         int64_t *n_moved,
                         int32_t *district_id,
                         GError **error)
{
    char district[TALLY_BILL_VALUE_TEXT];
    const char *values[] = {
        decision->decision_id, decision->is_release ? "release" : "hold",
        decision->number,      decision->run_id,
        decision->check,       tally_bill_value (district, decision->district_id),
        decision->person,      decision->reason
    };
    g_autoptr(PGresult)
                   rows = tally_db_run (db, "bill/decide", G_N_ELEMENTS (values), values, error);

    if (rows == NULL)
        return FALSE;
    *n_moved = tally_bill_get_int64 (rows, 0, 0);
    *district_id = tally_bill_get_int32 (rows, 0, 1);
    return TRUE;
}

gboolean
tally_bill_store_decided (TallyDb *db, const char *decision_id, int64_t *n, GError **error)
{
    return ask_count (db, "bill/decide-known", 1, &decision_id, n, error);
}

gboolean
tally_bill_store_count (TallyDb *db, const TallyBillDecision *decision, int64_t *n, GError **error)
{
    char district[TALLY_BILL_VALUE_TEXT];
    const char *values[] = { decision->is_release ? "release" : "hold", decision->run_id,
                             decision->check, tally_bill_value (district, decision->district_id) };

    return ask_count (db, "bill/decide-count", G_N_ELEMENTS (values), values, n, error);
}

gboolean
tally_bill_store_get_state (TallyDb *db,
                            const char *number,
                            char **state,
                            char **reasons,
                            GError **error)
{
    g_autoptr(PGresult) rows = tally_db_run (db, "bill/state", 1, &number, error);

    if (rows == NULL)
        return FALSE;
    if (PQntuples (rows) == 0) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_NOT_FOUND, "there is no bill %s", number);
        return FALSE;
    }
    *state = g_strdup (PQgetvalue (rows, 0, 0));
    *reasons = g_strdup (PQgetvalue (rows, 0, 1));
    return TRUE;
}

gboolean
tally_bill_store_decide_again (TallyDb *db,
                               const char *run_id,
                               const TallyBillUnit *unit,
                               TallyDays period,
                               int64_t *n_held,
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
                             run_id };
    g_autoptr(PGresult) rows = tally_db_run (db, "bill/decide-again", G_N_ELEMENTS (values),
                                              values, error);

    if (rows == NULL)
        return FALSE;
    return PQntuples (rows) == 0
           || ask_count (db, "bill/held-count", G_N_ELEMENTS (values), values, n_held, error);
}

gboolean
tally_bill_store_set_check (TallyDb *db,
                            const TallyBillSetting *setting,
                            gboolean *is_set,
                            GError **error)
{
    char version[TALLY_BILL_VALUE_TEXT];
    char bound[TALLY_BILL_VALUE_TEXT];
    char least[TALLY_BILL_VALUE_TEXT];
    const char *values[] = { setting->check,
                             tally_bill_value (version, setting->base_version),
                             tally_bill_severity_name (setting->severity),
                             tally_bill_value (bound, setting->bound),
                             tally_bill_value (least, setting->least),
                             setting->person,
                             setting->reason };
    g_autoptr(PGresult) rows = tally_db_run (db, "bill/set-parameter", G_N_ELEMENTS (values),
                                              values, error);

    if (rows == NULL)
        return FALSE;
    *is_set = PQntuples (rows) == 1;
    return TRUE;
}

static char *
ask_text (TallyDb *db, const char *name, size_t n, const char *const *values, GError **error)
{
    g_autoptr(PGresult) rows = tally_db_run (db, name, n, values, error);

    return rows != NULL ? g_strdup (PQgetvalue (rows, 0, 0)) : NULL;
}

char *
tally_bill_store_checks (TallyDb *db, gboolean with_history, GError **error)
{
    const char *value = with_history ? "true" : "false";

    return ask_text (db, "bill/parameter-list", 1, &value, error);
}

char *
tally_bill_store_findings (TallyDb *db, const char *run_id, const char *check, GError **error)
{
    const char *values[] = { run_id, check };

    return ask_text (db, "bill/run-held", G_N_ELEMENTS (values), values, error);
}
