// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/error/tally-error.h"
#include "shared/tariff/tally-price-work.h"

#include <string.h>

static gboolean
refuse (GError **error, const char *message)
{
    g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID, message);
    return FALSE;
}

/* Finds or adds the cell; days repeat, so the last one is looked at first. */
static gboolean
find_cell (TallyPricePlan *plan, const TallyPriceCell *wanted, uint8_t *cell, GError **error)
{
    size_t n = plan->n_cells;

    for (size_t i = n; i > 0; i--) {
        if (memcmp (&plan->cells[i - 1], wanted, sizeof *wanted) == 0) {
            *cell = (uint8_t) (i - 1);
            return TRUE;
        }
    }
    if (n == TALLY_PRICE_MAX_CELLS)
        return refuse (error, "the period has too many different bands; price it in parts");
    plan->cells[n] = *wanted;
    plan->n_cells++;
    *cell = (uint8_t) n;
    return TRUE;
}

static int
minute_of (const TallyPricePeriod *period, TallyDay day, int32_t index, gboolean is_plain)
{
    if (is_plain)
        return index * period->interval_seconds / 60;
    return tally_zone_second_of_day (period->zone, tally_day_instant (period->zone, day, index,
                                                                      period->interval_seconds))
           / 60;
}

static gboolean
lay_day (TallyPricePlan *plan, TallyDay day, size_t first, int32_t n, GError **error)
{
    const TallyTariff *tariff = plan->tariff;
    const TallyPricePeriod *period = &plan->period;
    TallyDayType type = tally_calendar_day_type (period->calendar, day);
    int season = tally_tariff_season (tariff, day);
    gboolean is_plain = (int64_t) n * period->interval_seconds == 86400
                        && tally_zone_second_of_day (period->zone,
                                                     tally_day_start (period->zone, day))
                               == 0;

    for (int32_t i = 0; i < n; i++) {
        TallyPriceCell cell = { .season = (uint8_t) season };
        int minute = minute_of (period, day, i, is_plain);

        for (size_t s = 0; s < tariff->n_schedules; s++)
            cell.band[s] = (uint8_t) tally_tariff_band (&tariff->schedules[s], season, type,
                                                        minute);
        if (!find_cell (plan, &cell, &plan->cell_of[first + (size_t) i], error))
            return FALSE;
    }
    return TRUE;
}

static gboolean
lay_days (TallyPricePlan *plan, GError **error)
{
    const TallyPricePeriod *period = &plan->period;
    size_t next = 0;

    plan->count = (size_t) tally_days_intervals (period->zone, period->days,
                                                 period->interval_seconds);
    plan->n_days = (size_t) tally_days_count (period->days);
    plan->cell_of = g_new (uint8_t, plan->count);
    plan->day_first = g_new (size_t, plan->n_days + 1);
    for (size_t i = 0; i < plan->n_days; i++) {
        TallyDay day = { period->days.first.number + (int32_t) i };
        int32_t n = tally_day_intervals (period->zone, day, period->interval_seconds);

        plan->day_first[i] = next;
        plan->season_days[tally_tariff_season (plan->tariff, day)]++;
        if (!lay_day (plan, day, next, n, error))
            return FALSE;
        next += (size_t) n;
    }
    plan->day_first[plan->n_days] = next;
    return TRUE;
}

/* Whole calendar months count as such; a part of one counts by days; a period
 * from the middle of one month to the next is one billing month. */
static void
find_share (TallyPricePlan *plan)
{
    TallyDays days = plan->period.days;
    TallyDay last = { days.end.number - 1 };
    gboolean is_whole = tally_day_month_start (days.first).number == days.first.number
                        && tally_day_month_start (days.end).number == days.end.number;

    plan->share_days = 1;
    plan->share_full = 1;
    if (plan->period.full_days > 0) {
        plan->share_days = tally_days_count (days);
        plan->share_full = plan->period.full_days;
    } else if (is_whole) {
        plan->share_days = tally_month_of (days.end).number - tally_month_of (days.first).number;
    } else if (tally_month_of (days.first).number == tally_month_of (last).number) {
        plan->share_days = tally_days_count (days);
        plan->share_full = tally_day_days_in_month (days.first);
    }
}

static gboolean
is_year_start (const TallyPricePlan *plan, TallyDay day)
{
    int month, day_of_month;

    tally_day_split (day, NULL, &month, &day_of_month);
    return month == plan->tariff->year_month && day_of_month == 1;
}

/* What counts by the billing year cannot be told apart in a period over two. */
static gboolean
check_year (const TallyPricePlan *plan, const TallyTariffComponent *component, GError **error)
{
    TallyDays days = plan->period.days;
    gboolean is_bound = component->kind == TALLY_LINE_MINIMUM
                        || component->kind == TALLY_LINE_MAXIMUM;
    gboolean is_yearly = component->basis == TALLY_TIER_YEAR
                         || (is_bound && component->per == TALLY_PER_YEAR);

    for (int32_t day = days.first.number + 1; is_yearly && day < days.end.number; day++) {
        if (is_year_start (plan, (TallyDay){ day }))
            return refuse (error, "the billing year changes within the period; price it in parts");
    }
    return TRUE;
}

static int
compare_slots (gconstpointer a, gconstpointer b)
{
    const TallyPriceSlot *left = a, *right = b;

    if (left->season != right->season)
        return (int) left->season - (int) right->season;
    return (int) left->band - (int) right->band;
}

static void
lay_slots (const TallyPricePlan *plan, const TallyTariffComponent *component, TallyPricePart *part)
{
    for (size_t pass = 0; pass < 2; pass++) {
        for (size_t cell = 0; cell < plan->n_cells; cell++) {
            TallyPriceSlot slot = { 0, 0 };
            size_t i = 0;

            if (component->rates.by_season)
                slot.season = plan->cells[cell].season;
            if (component->schedule >= 0)
                slot.band = plan->cells[cell].band[component->schedule];
            while (i < part->n_slots && compare_slots (&part->slots[i], &slot) != 0)
                i++;
            if (i == part->n_slots)
                part->slots[part->n_slots++] = slot;
            part->slot_of[cell] = (uint8_t) i;
        }
        if (pass == 0)
            qsort (part->slots, part->n_slots, sizeof (TallyPriceSlot), compare_slots);
    }
}

/* A limit of a period over two seasons counts each season by its days. */
static gboolean
find_limit (const TallyPricePlan *plan,
            const TallyTariffComponent *component,
            const TallyDecimal (*limits)[TALLY_TARIFF_MAX_TIERS],
            int tier,
            TallyExact *limit,
            GError **error)
{
    gboolean is_daily = component->basis == TALLY_TIER_DAY
                        || component->basis == TALLY_TIER_KWH_PER_KW_DAY;

    limit->atto = 0;
    for (size_t season = 0; season < plan->tariff->n_seasons; season++) {
        TallyExact part;

        if (plan->season_days[season] == 0)
            continue;
        if (!tally_exact_from_decimal (limits[season][tier], &part, error)
            || !tally_exact_scale (part, plan->season_days[season], 1, &part, error)
            || !tally_exact_add (*limit, part, limit, error))
            return FALSE;
    }
    if (!is_daily && !tally_exact_scale (*limit, 1, (int64_t) plan->n_days, limit, error))
        return FALSE;
    /* Hours of use are by the month like any other limit: a part has its share of them. */
    if (component->basis == TALLY_TIER_MONTH || component->basis == TALLY_TIER_KWH_PER_KW)
        return tally_price_share (plan, *limit, limit, error);
    return TRUE;
}

static gboolean
lay_tiers (TallyPricePlan *plan,
           const TallyTariffComponent *component,
           TallyPricePart *part,
           GError **error)
{
    part->n_tiers = 1;
    if (component->rates.rates == NULL)
        return TRUE;
    for (size_t i = 0; i < plan->n_days; i++) {
        TallyDay day = { plan->period.days.first.number + (int32_t) i };
        int season = tally_tariff_season (plan->tariff, day);

        if (i > 0 && part->n_tiers != MAX (1, component->rates.n_tiers[season]))
            return refuse (error,
                           "the number of tiers changes within the period; price it in parts");
        part->n_tiers = MAX (1, component->rates.n_tiers[season]);
        part->has_limit = component->rates.has_limit[season];
        part->has_block = component->rates.has_block[season];
    }
    for (int tier = 0; tier + 1 < part->n_tiers; tier++) {
        if (!find_limit (plan, component, component->rates.limits, tier, &part->limit_kwh[tier],
                         error)
            || !find_limit (plan, component, component->rates.blocks, tier, &part->block_kwh[tier],
                            error))
            return FALSE;
        if (component->kind != TALLY_LINE_DEMAND && component->kind != TALLY_LINE_COINCIDENT
            && component->basis < TALLY_TIER_KWH_PER_KW
            && !tally_price_units (plan, part->limit_kwh[tier], &part->limits[tier], error))
            return FALSE;
    }
    return TRUE;
}

/* Data of longer intervals than the window count as they are; so does a component
 * without a window, which is one of 0 minutes. */
static gboolean
lay_window (TallyPricePlan *plan,
            const TallyTariffDemand *demand,
            TallyPricePart *part,
            GError **error)
{
    int64_t seconds = demand->window_minutes * 60;
    TallyDemandUnit unit = demand->unit == TALLY_DEMAND_HP ? TALLY_DEMAND_KW : demand->unit;
    TallyPriceWindow wanted = { 1, demand->is_sliding, unit };

    if (seconds > plan->period.interval_seconds) {
        if (seconds % plan->period.interval_seconds != 0)
            return refuse (error, "intervals do not fit the demand window");
        wanted.intervals = (size_t) (seconds / plan->period.interval_seconds);
    }
    if (wanted.intervals == 1)
        wanted.is_sliding = FALSE;
    for (part->window = 0; part->window < plan->n_windows; part->window++) {
        const TallyPriceWindow *window = &plan->windows[part->window];

        if (window->intervals == wanted.intervals && window->is_sliding == wanted.is_sliding
            && window->unit == wanted.unit)
            return TRUE;
    }
    if (plan->n_windows == TALLY_PRICE_MAX_WINDOWS)
        return refuse (error, "too many different demand windows");
    plan->windows[plan->n_windows++] = wanted;
    return TRUE;
}

static gboolean
lay_parts (TallyPricePlan *plan, GError **error)
{
    const TallyTariff *tariff = plan->tariff;

    plan->n_windows = 1; /* the first is a single interval: found while summing */
    plan->windows[0] = (TallyPriceWindow){ 1, FALSE, FALSE };
    plan->export = -1;
    for (size_t i = 0; i < tariff->n_components; i++) {
        const TallyTariffComponent *component = &tariff->components[i];
        TallyPricePart *part = &plan->parts[i];

        lay_slots (plan, component, part);
        if (!check_year (plan, component, error) || !lay_tiers (plan, component, part, error)
            || !lay_window (plan, &component->demand, part, error))
            return FALSE;
        plan->needs_peak |= component->basis >= TALLY_TIER_KWH_PER_KW || part->has_block != 0;
        if (component->kind == TALLY_LINE_EXPORT) {
            plan->export = (int) i;
            plan->is_net = component->export.method <= TALLY_EXPORT_NET_METERING_MONEY;
        }
    }
    return TRUE;
}

static gboolean
check_period (const TallyPricePeriod *period, GError **error)
{
    if (tally_days_count (period->days) < 1 || tally_days_count (period->days) > 1100)
        return refuse (error, "a period has 1 to 1100 days");
    if (period->full_days < 0
        || (period->full_days > 0 && period->full_days < tally_days_count (period->days)))
        return refuse (error, "a part cannot be longer than its period");
    if (period->interval_seconds < 60 || 86400 % period->interval_seconds != 0)
        return refuse (error, "an interval must divide the day and have at least a minute");
    if (period->units_per_kwh < 1)
        return refuse (error, "a kilowatt-hour must have at least one unit");
    return TRUE;
}

TallyPricePlan *
tally_price_plan_new (TallyTariff *tariff, const TallyPricePeriod *period, GError **error)
{
    g_autoptr(TallyPricePlan) plan = NULL;

    g_return_val_if_fail (period->zone != NULL, NULL);
    if (!check_period (period, error))
        return NULL;
    plan = g_new0 (TallyPricePlan, 1);
    plan->tariff = tally_tariff_ref (tariff);
    plan->period = *period;
    find_share (plan);
    plan->begins_year = is_year_start (plan, period->days.first);
    plan->ends_year = is_year_start (plan, period->days.end);
    if (!lay_days (plan, error) || !lay_parts (plan, error))
        return NULL;
    return g_steal_pointer (&plan);
}

void
tally_price_plan_free (TallyPricePlan *plan)
{
    if (plan == NULL)
        return;
    tally_tariff_unref (plan->tariff);
    g_free (plan->cell_of);
    g_free (plan->day_first);
    g_free (plan);
}

size_t
tally_price_plan_count (const TallyPricePlan *plan)
{
    return plan->count;
}

const TallyPricePeriod *
tally_price_plan_get_period (const TallyPricePlan *plan)
{
    return &plan->period;
}

const TallyTariff *
tally_price_plan_get_tariff (const TallyPricePlan *plan)
{
    return plan->tariff;
}

const TallyZone *
tally_price_plan_get_zone (const TallyPricePlan *plan)
{
    return plan->period.zone;
}

const char *
tally_price_plan_band (const TallyPricePlan *plan, const char *schedule, size_t interval)
{
    g_return_val_if_fail (interval < plan->count, NULL);
    for (size_t i = 0; i < plan->tariff->n_schedules; i++) {
        const TallyTariffSchedule *found = &plan->tariff->schedules[i];

        if (schedule == NULL || g_str_equal (found->id, schedule))
            return found->bands[plan->cells[plan->cell_of[interval]].band[i]].id;
    }
    return NULL;
}
