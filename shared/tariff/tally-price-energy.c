// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/error/tally-error.h"
#include "shared/tariff/tally-price-work.h"

#include <string.h>

static gboolean
depends_on_demand (const TallyTariffComponent *component)
{
    return component->basis == TALLY_TIER_KWH_PER_KW
           || component->basis == TALLY_TIER_KWH_PER_KW_DAY;
}

/* The end of one tier in units: its own limit or its block's, whichever comes first. */
static gboolean
find_end (const TallyPriceWork *work,
          size_t index,
          int tier,
          TallyExact kw,
          int64_t *end,
          GError **error)
{
    const TallyTariffComponent *component = &work->plan->tariff->components[index];
    const TallyPricePart *part = &work->plan->parts[index];
    int64_t block_end;
    TallyExact limit;

    *end = INT64_MAX;
    if ((part->has_limit >> tier & 1) != 0 && depends_on_demand (component)) {
        if (!tally_exact_multiply (part->limit_kwh[tier], kw, &limit, error)
            || !tally_price_units (work->plan, limit, end, error))
            return FALSE;
    } else if ((part->has_limit >> tier & 1) != 0) {
        *end = part->limits[tier];
        if (component->basis == TALLY_TIER_YEAR)
            *end = MAX (0, *end - work->carry.year_to_date);
    }
    if ((part->has_block >> tier & 1) == 0)
        return TRUE;
    if (!tally_exact_multiply (part->block_kwh[tier], kw, &limit, error)
        || !tally_price_units (work->plan, limit, &block_end, error))
        return FALSE;
    *end = MIN (*end, block_end);
    return TRUE;
}

/* Limits per kW become limits in units once the demand is known. */
static gboolean
find_limits (TallyPriceWork *work, size_t index, GError **error)
{
    const TallyPricePart *part = &work->plan->parts[index];
    int64_t *limits = work->tier_limits[index];
    TallyExact kw = { 0 };

    if (work->plan->needs_peak && !tally_price_peak_kw (work, 0, &kw, NULL, error))
        return FALSE;
    for (int tier = 0; tier + 1 < part->n_tiers; tier++) {
        if (!find_end (work, index, tier, kw, &limits[tier], error))
            return FALSE;
        if (tier > 0)
            limits[tier] = MAX (limits[tier], limits[tier - 1]);
    }
    return TRUE;
}

/* Keeps @work's list of segment ends sorted and free of repeats. */
static gboolean
add_limit (TallyPriceWork *work, int64_t limit, GError **error)
{
    size_t n = work->n_segments - 1, place = n;

    if (limit == 0)
        return TRUE;
    while (place > 0 && work->limits[place - 1] >= limit)
        place--;
    if (place < n && work->limits[place] == limit)
        return TRUE;
    if (work->n_segments == TALLY_PRICE_MAX_SEGMENTS) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID, "too many tiers");
        return FALSE;
    }
    memmove (&work->limits[place + 1], &work->limits[place], (n - place) * sizeof *work->limits);
    work->limits[place] = limit;
    work->n_segments++;
    return TRUE;
}

static gboolean
is_in_time_order (const TallyPriceWork *work, size_t index)
{
    const TallyTariffComponent *component = &work->plan->tariff->components[index];

    return component->kind == TALLY_LINE_ENERGY && component->order != TALLY_TIER_PROPORTIONAL
           && !work->plan->is_net;
}

gboolean
tally_price_set_limits (TallyPriceWork *work, GError **error)
{
    const TallyTariff *tariff = work->plan->tariff;

    work->n_segments = 1;
    for (size_t i = 0; i < tariff->n_components; i++) {
        if (tariff->components[i].kind != TALLY_LINE_ENERGY
            && tariff->components[i].kind != TALLY_LINE_EXPORT)
            continue;
        if (!find_limits (work, i, error))
            return FALSE;
        for (int tier = 0; is_in_time_order (work, i) && tier + 1 < work->plan->parts[i].n_tiers;
             tier++) {
            if (!add_limit (work, work->tier_limits[i][tier], error))
                return FALSE;
        }
    }
    return TRUE;
}

static TallyPriceLine
line_of (const TallyPriceWork *work, size_t index, size_t slot, int tier)
{
    const TallyTariff *tariff = work->plan->tariff;
    const TallyTariffComponent *component = &tariff->components[index];
    const TallyPricePart *part = &work->plan->parts[index];
    TallyPriceSlot place = part->slots[slot];
    TallyPriceLine line = { .kind = component->kind,
                            .unit = "kWh",
                            .tier = part->n_tiers > 1 ? tier + 1 : 0,
                            .interval = TALLY_LINE_NO_INTERVAL,
                            .until = TALLY_LINE_NO_INTERVAL };

    if (component->schedule >= 0)
        line.band = tariff->schedules[component->schedule].bands[place.band].id;
    if (component->rates.by_season)
        line.season = tariff->seasons[place.season].id;
    line.rate = tally_tariff_rate (&component->rates, place.season, place.band, tier);
    return line;
}

static gboolean
charge (TallyPriceWork *work,
        size_t index,
        TallyPriceLine line,
        int sign,
        TallyExact *earned,
        GError **error)
{
    line.rate.mantissa *= sign;
    if (!tally_exact_times (line.quantity, line.rate, &line.exact, error))
        return FALSE;
    if (earned != NULL)
        return tally_exact_add (*earned, (TallyExact){ sign * line.exact.atto }, earned, error);
    return tally_price_add_line (work, index, line, error);
}

/* Shares each tier among the slots as they share the whole. */
gboolean
tally_price_tiers (TallyPriceWork *work,
                   size_t index,
                   const int64_t *quantities,
                   int sign,
                   gboolean is_silent,
                   TallyExact *earned,
                   GError **error)
{
    const TallyPricePart *part = &work->plan->parts[index];
    const int64_t *limits = work->tier_limits[index];
    __int128 total = 0;

    for (size_t slot = 0; slot < part->n_slots; slot++)
        total += MAX (0, quantities[slot]);
    for (size_t slot = 0; slot < part->n_slots; slot++) {
        __int128 before = 0;

        for (int tier = 0; tier < part->n_tiers && quantities[slot] > 0 && before < total; tier++) {
            __int128 end = tier + 1 < part->n_tiers ? MIN (limits[tier], total) : total;
            TallyPriceLine line = line_of (work, index, slot, tier);

            if (end == before)
                continue;
            if (!tally_exact_ratio ((end - before) * quantities[slot],
                                    total * work->plan->period.units_per_kwh, &line.quantity, error)
                || !charge (work, index, line, sign, is_silent ? earned : NULL, error))
                return FALSE;
            before = end;
        }
    }
    return TRUE;
}

/* Which tier of the component a segment of the pass belongs to. */
static int
tier_of (const TallyPriceWork *work, size_t index, size_t segment)
{
    int64_t from = segment == 0 ? 0 : work->limits[segment - 1];
    int tier = 0;

    while (tier + 1 < work->plan->parts[index].n_tiers && work->tier_limits[index][tier] <= from)
        tier++;
    return tier;
}

/* The interval in which the running total reached @limit; it must have done so. */
static size_t
reached_at (const TallyPriceWork *work, int64_t limit)
{
    size_t segment = 0;

    while (segment + 1 < work->n_segments && work->limits[segment] < limit)
        segment++;
    return work->entered[MIN (segment + 1, work->n_segments - 1)];
}

static gboolean
charge_in_time_order (TallyPriceWork *work, size_t index, GError **error)
{
    const TallyPricePlan *plan = work->plan;
    const TallyPricePart *part = &plan->parts[index];

    for (int tier = 0; tier < part->n_tiers; tier++) {
        int64_t sums[TALLY_PRICE_MAX_CELLS] = { 0 };
        size_t entered = TALLY_LINE_NO_INTERVAL;

        for (size_t segment = 0; segment < work->n_segments; segment++) {
            if (tier_of (work, index, segment) != tier)
                continue;
            for (size_t cell = 0; cell < plan->n_cells; cell++)
                sums[part->slot_of[cell]] += work->sums[segment * plan->n_cells + cell];
            if (entered == TALLY_LINE_NO_INTERVAL && tier > 0)
                entered = work->entered[segment];
        }
        for (size_t slot = 0; slot < part->n_slots; slot++) {
            TallyPriceLine line = line_of (work, index, slot, tier);

            line.interval = entered;
            if (tier + 1 < part->n_tiers && work->tier_limits[index][tier] > 0
                && work->bill->import_units > work->tier_limits[index][tier])
                line.until = reached_at (work, work->tier_limits[index][tier]);
            if (sums[slot] == 0)
                continue;
            if (!tally_price_kwh (work, sums[slot], &line.quantity, error)
                || !charge (work, index, line, 1, NULL, error))
                return FALSE;
        }
    }
    return TRUE;
}

/* The average price, to six decimals, for people to read; the amount is exact. */
static gboolean
find_average (TallyPriceLine *line, GError **error)
{
    TallyExact average;
    TallyMoney millionths;

    if (!tally_exact_ratio (line->exact.atto, line->quantity.atto, &average, error)
        || !tally_exact_to_money (average, 6, TALLY_ROUND_HALF_UP, &millionths, error))
        return FALSE;
    line->rate = (TallyDecimal){ millionths.minor, 6 };
    return TRUE;
}

/* Each interval at its own price; a line a band. */
static gboolean
charge_by_interval (TallyPriceWork *work, size_t index, GError **error)
{
    const TallyPricePlan *plan = work->plan;
    const TallyTariffComponent *component = &plan->tariff->components[index];
    const TallyPricePart *part = &plan->parts[index];
    const int64_t *prices = work->input->prices;
    __int128 costs[TALLY_PRICE_MAX_CELLS] = { 0 };
    __int128 units[TALLY_PRICE_MAX_CELLS] = { 0 };

    if (prices == NULL) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                             "needs the price of each interval");
        return FALSE;
    }
    for (size_t i = 0; i < plan->count; i++) {
        uint8_t slot = part->slot_of[plan->cell_of[i]];
        __int128 cost = (__int128) work->input->import[i] * prices[i];

        units[slot] += work->input->import[i];
        if (__builtin_add_overflow (costs[slot], cost, &costs[slot])) {
            g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_OVERFLOW, "amount out of range");
            return FALSE;
        }
    }
    for (size_t slot = 0; slot < part->n_slots; slot++) {
        TallyPriceLine line = { .kind = TALLY_LINE_ENERGY,
                                .unit = "kWh",
                                .interval = TALLY_LINE_NO_INTERVAL,
                                .until = TALLY_LINE_NO_INTERVAL };
        __int128 parts = plan->period.units_per_kwh
                         * tally_decimal_power (work->input->price_decimals);

        if (component->schedule >= 0)
            line.band = plan->tariff->schedules[component->schedule]
                            .bands[part->slots[slot].band]
                            .id;
        if (units[slot] == 0)
            continue;
        if (!tally_price_kwh (work, units[slot], &line.quantity, error)
            || !tally_exact_ratio (costs[slot], parts, &line.exact, error)
            || !find_average (&line, error) || !tally_price_add_line (work, index, line, error))
            return FALSE;
    }
    return TRUE;
}

gboolean
tally_price_energy (TallyPriceWork *work, size_t index, GError **error)
{
    const TallyPricePlan *plan = work->plan;
    const TallyPricePart *part = &plan->parts[index];
    int64_t sums[TALLY_PRICE_MAX_CELLS] = { 0 };

    if (plan->tariff->components[index].by_interval)
        return charge_by_interval (work, index, error);
    if (plan->is_net && plan->tariff->components[plan->export].export.energy == (int) index)
        return tally_price_tiers (work, index, work->net, 1, FALSE, NULL, error);
    if (is_in_time_order (work, index))
        return charge_in_time_order (work, index, error);
    for (size_t row = 0; row < work->n_segments * plan->n_cells; row++)
        sums[part->slot_of[row % plan->n_cells]] += work->sums[row];
    return tally_price_tiers (work, index, sums, 1, FALSE, NULL, error);
}
