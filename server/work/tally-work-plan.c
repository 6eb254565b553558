// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/work/tally-work-plan.h"

#include "server/energy/tally-energy-step.h"
#include "server/validate/tally-validate-step.h"
#include "shared/time/tally-zone.h"

#define LOGIN "tally_settle"

/* Readings may come this much later than their day; older ones are validated by hand. */
#define LATE_DAYS 7

static gboolean
find_days (const TallyWorkContext *context, TallyDays *days, GError **error)
{
    const TallyZone *zone = tally_zone_get (context->time_zone, error);
    TallyDay today;

    if (zone == NULL)
        return FALSE;
    today = tally_day_of (zone, context->now);
    days->first.number = today.number - LATE_DAYS;
    days->end.number = today.number + 1;
    return TRUE;
}

static gboolean
make_partitions (const TallyWorkContext *context, GError **error)
{
    g_autoptr(TallyDb) db = tally_db_open_as (context->conninfo, LOGIN, error);
    TallyDays days;

    return db != NULL && find_days (context, &days, error)
           && tally_work_store_make_partitions (db, days.end, error);
}

static gboolean
validate (const TallyWorkContext *context, GError **error)
{
    TallyValidateOrder order = { .district_id = -1,
                                 .now = context->now,
                                 .cancellable = context->cancellable,
                                 .progress = context->progress,
                                 .progress_data = context->progress_data };
    TallyValidateResult result;

    if (!find_days (context, &order.days, error)
        || !tally_validate_step_run (context->conninfo, &order, &result, error))
        return FALSE;
    if (result.n_written > 0)
        g_message ("validate: %" G_GINT64_FORMAT " new versions of days", result.n_written);
    return TRUE;
}

static gboolean
balance (const TallyWorkContext *context, GError **error)
{
    TallyEnergyOrder order = { .now = context->now,
                               .cancellable = context->cancellable,
                               .progress = context->progress,
                               .progress_data = context->progress_data };
    TallyEnergyResult result;

    if (!find_days (context, &order.days, error)
        || !tally_energy_step_run (context->conninfo, &order, &result, error))
        return FALSE;
    if (result.n_written > 0)
        g_message ("balance: %" G_GINT64_FORMAT " new balances of nodes", result.n_written);
    return TRUE;
}

/* In the order of the way of the data. */
static const TallyWorkStep steps[] = {
    { "partitions", make_partitions },
    { "validate", validate },
    { "balance", balance },
    { NULL, NULL },
};

const TallyWorkStep *
tally_work_plan_steps (void)
{
    return steps;
}
