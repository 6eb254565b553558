// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/validate/tally-validate-step.h"

#include "server/raw/tally-raw-retired-store.h"
#include "server/validate/tally-validate-pass.h"
#include "shared/error/tally-error.h"

static gboolean
validate_run (TallyDb *writer, TallyValidatePass *pass, TallyValidateResult *result, GError **error)
{
    if (!tally_db_transact (writer, TALLY_ISOLATION_EACH_STATEMENT, tally_validate_district_run,
                            pass, error)) {
        g_prefix_error (error, "district %d: ", pass->master->district_id);
        return FALSE;
    }
    result->n_days += pass->counts.n_days;
    result->n_written += pass->counts.n_written;
    result->n_exceptions += pass->counts.n_exceptions;
    return TRUE;
}

/* Each run of days between those that are left, and the day that runs with the last one. */
static gboolean
validate_runs (TallyDb *writer,
               TallyValidatePass *pass,
               const GPtrArray *retired,
               TallyValidateResult *result,
               GError **error)
{
    TallyDays closed = pass->closed;
    gboolean has_open = pass->has_open;
    TallyDay day = closed.first;

    do {
        while (day.number < closed.end.number && tally_validate_hangs_on_retired (retired, day)) {
            result->n_left++;
            day.number++;
        }
        pass->closed.first = day;
        while (day.number < closed.end.number && !tally_validate_hangs_on_retired (retired, day))
            day.number++;
        pass->closed.end = day;
        pass->has_open = has_open && day.number == closed.end.number;
        if ((tally_days_count (pass->closed) > 0 || pass->has_open)
            && !validate_run (writer, pass, result, error))
            return FALSE;
    } while (day.number < closed.end.number);
    return TRUE;
}

static gboolean
validate_district (const char *conninfo,
                   TallyDb *reader,
                   TallyDb *writer,
                   const TallyValidateOrder *order,
                   const TallyValidateDistrict *district,
                   const GPtrArray *retired,
                   TallyValidateResult *result,
                   GError **error)
{
    const TallyZone *zone = tally_zone_get (district->time_zone, error);
    TallyDay today = { 0 };
    g_autoptr(TallyValidateMaster) master = NULL;
    TallyValidatePass pass = { .order = order, .conninfo = conninfo, .reader = reader };

    if (zone == NULL)
        return FALSE;
    today = tally_day_of (zone, order->now);
    master = tally_validate_store_load_master (reader, district->district_id, order->point_id,
                                               district->time_zone, today, error);
    if (master == NULL)
        return FALSE;
    pass.master = master;
    pass.closed = order->days;
    pass.closed.end.number = MIN (order->days.end.number, today.number);
    pass.closed.first.number = MIN (pass.closed.first.number, pass.closed.end.number);
    pass.open = today;
    /* The open days of a district are replaced together. */
    pass.has_open = order->days.end.number > today.number && order->point_id == 0;
    return validate_runs (writer, &pass, retired, result, error);
}

gboolean
tally_validate_step_run (const char *conninfo,
                         const TallyValidateOrder *order,
                         TallyValidateResult *result,
                         GError **error)
{
    g_autoptr(TallyDb) reader = tally_db_open_as (conninfo, TALLY_VALIDATE_LOGIN, error);
    g_autoptr(TallyDb) writer = reader != NULL
                                     ? tally_db_open_as (conninfo, TALLY_VALIDATE_LOGIN, error)
                                     : NULL;
    g_autoptr(GArray) districts = NULL;
    g_autoptr(GPtrArray) retired = NULL;

    *result = (TallyValidateResult){ 0 };
    if (writer == NULL)
        return FALSE;
    districts = tally_validate_store_list_districts (writer, order->district_id, error);
    retired = districts != NULL ? tally_raw_retired_store_list (writer, TALLY_RAW_ALL_DAYS, error)
                                : NULL;
    if (retired == NULL)
        return FALSE;
    for (guint i = 0; i < districts->len; i++) {
        if (!validate_district (conninfo, reader, writer, order,
                                &g_array_index (districts, TallyValidateDistrict, i), retired,
                                result, error))
            return FALSE;
        if (order->progress != NULL)
            order->progress (i + 1, districts->len, order->progress_data);
    }
    return TRUE;
}
