// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/work/tally-work-plan.h"

#include "server/bill/tally-bill-correct-step.h"
#include "server/bill/tally-bill-to-date-step.h"
#include "server/energy/tally-energy-step.h"
#include "server/raw/tally-raw-inbox.h"
#include "server/validate/tally-validate-step.h"
#include "server/validate/tally-validate-store.h"
#include "shared/error/tally-error.h"
#include "shared/time/tally-zone.h"

#define LOGIN "tally_settle"
#define COLLECTOR "tally_collector"

/* How far back a quarter-hour looks, and a night; older readings are validated by hand. */
#define RECENT_DAYS 3
#define LATE_DAYS 62

static gboolean
find_days (const TallyWorkContext *context, int32_t back, TallyDays *days, GError **error)
{
    const TallyZone *zone = tally_zone_get (context->time_zone, error);
    TallyDay today;

    if (zone == NULL)
        return FALSE;
    today = tally_day_of (zone, context->now);
    days->first.number = today.number - back;
    days->end.number = today.number + 1;
    return TRUE;
}

static gboolean
make_partitions (const TallyWorkContext *context, GError **error)
{
    g_autoptr(TallyDb) db = tally_db_open_as (context->conninfo, LOGIN, error);
    TallyDays days;

    return db != NULL && find_days (context, 0, &days, error)
           && tally_work_store_make_partitions (db, days.end, error);
}

/* Files become frames: what a collector may do, and no settlement. */
static gboolean
empty_inbox (const TallyWorkContext *context, GError **error)
{
    g_autoptr(TallyDb) db = NULL;
    TallyRawInboxResult result;

    if (context->inbox == NULL || context->inbox[0] == '\0')
        return TRUE;
    db = tally_db_open_as (context->conninfo, COLLECTOR, error);
    if (db == NULL
        || !tally_raw_inbox_step (db, context->inbox, context->now, context->cancellable, &result,
                                  error))
        return FALSE;
    if (result.n_done + result.n_failed > 0)
        g_message ("inbox: %" G_GINT64_FORMAT " files in, %" G_GINT64_FORMAT " refused",
                   result.n_done, result.n_failed);
    return TRUE;
}

/* Before setup there is nothing to do, and nothing wrong. */
static gboolean
has_master_data (const TallyWorkContext *context, GError **error)
{
    g_autoptr(TallyDb) db = tally_db_open_as (context->conninfo, LOGIN, error);
    g_autoptr(GArray) districts = db != NULL ? tally_validate_store_list_districts (db, -1, error)
                                              : NULL;

    if (districts == NULL)
        return FALSE;
    if (districts->len > 0)
        return TRUE;
    g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_BUSY,
                         "no master data yet: gridtallyctl setup loads them");
    return FALSE;
}

static gboolean
validate_days (const TallyWorkContext *context, int32_t back, GError **error)
{
    TallyValidateOrder order = { .district_id = -1,
                                 .now = context->now,
                                 .cancellable = context->cancellable,
                                 .progress = context->progress,
                                 .progress_data = context->progress_data };
    TallyValidateResult result;

    if (!has_master_data (context, error) || !find_days (context, back, &order.days, error)
        || !tally_validate_step_run (context->conninfo, &order, &result, error))
        return FALSE;
    if (result.n_written > 0)
        g_message ("validate: %" G_GINT64_FORMAT " new versions of days", result.n_written);
    if (result.n_left > 0)
        g_message ("validate: %" G_GINT64_FORMAT " days left, their frames are retired",
                   result.n_left);
    return TRUE;
}

static gboolean
validate (const TallyWorkContext *context, GError **error)
{
    return validate_days (context, RECENT_DAYS, error);
}

static gboolean
validate_late (const TallyWorkContext *context, GError **error)
{
    return validate_days (context, LATE_DAYS, error);
}

static gboolean
balance_days (const TallyWorkContext *context, int32_t back, GError **error)
{
    TallyEnergyOrder order = { .now = context->now,
                               .cancellable = context->cancellable,
                               .progress = context->progress,
                               .progress_data = context->progress_data };
    TallyEnergyResult result;

    if (!has_master_data (context, error) || !find_days (context, back, &order.days, error)
        || !tally_energy_step_run (context->conninfo, &order, &result, error))
        return FALSE;
    if (result.n_written > 0)
        g_message ("balance: %" G_GINT64_FORMAT " new balances of nodes", result.n_written);
    return TRUE;
}

static gboolean
balance (const TallyWorkContext *context, GError **error)
{
    return balance_days (context, RECENT_DAYS, error);
}

static gboolean
balance_late (const TallyWorkContext *context, GError **error)
{
    return balance_days (context, LATE_DAYS, error);
}

static gboolean
bill_to_date (const TallyWorkContext *context, GError **error)
{
    g_autoptr(TallyDb) db = tally_db_open_as (context->conninfo, LOGIN, error);
    TallyBillRefresh refresh = { .now = context->now,
                                 .cancellable = context->cancellable,
                                 .progress = context->progress,
                                 .progress_data = context->progress_data };
    TallyBillRefreshed result;

    if (db == NULL || !tally_bill_step_to_date (db, &refresh, &result, error))
        return FALSE;
    if (result.n_rows > 0)
        g_message ("bill to date: %" G_GINT64_FORMAT " rows", result.n_rows);
    return TRUE;
}

static gboolean
bill_propose (const TallyWorkContext *context, GError **error)
{
    g_autoptr(TallyDb) db = tally_db_open_as (context->conninfo, LOGIN, error);
    int64_t n_new;

    if (db == NULL || !tally_bill_step_propose (db, context->cancellable, &n_new, error))
        return FALSE;
    if (n_new > 0)
        g_message ("bill: %" G_GINT64_FORMAT " bills to be made again", n_new);
    return TRUE;
}

/* In the order of the way of the data. */
static const TallyWorkStep steps[] = {
    { "partitions", make_partitions },
    { "inbox", empty_inbox },
    { "validate", validate },
    { "validate-late", validate_late },
    { "balance", balance },
    { "balance-late", balance_late },
    { "bill-to-date", bill_to_date },
    { "bill-propose", bill_propose },
    { NULL, NULL },
};

const TallyWorkStep *
tally_work_plan_steps (void)
{
    return steps;
}
