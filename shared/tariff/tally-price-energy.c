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

/* Energy of the component's side since the billing year began. */
static int64_t
used_before (const TallyPriceWork *work, const TallyTariffComponent *component)
{
    return component->kind == TALLY_LINE_EXPORT ? work->carry.export_to_date
                                                : work->carry.year_to_date;
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
    } else if ((part->has_limit >> tier & 1) != 0 && component->basis == TALLY_TIER_YEAR) {
        if (!tally_price_yearly (work, part->limit_kwh[tier], &limit, error)
            || !tally_price_units (work->plan, limit, end, error))
            return FALSE;
        *end = MAX (0, *end - used_before (work, component));
    } else if ((part->has_limit >> tier & 1) != 0) {
        *end = part->limits[tier];
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
    TallyExplainDemand demand = { 0 };

    if (work->plan->needs_peak
        && !tally_price_demanded (work, index, TALLY_PRICE_ALL_SLOTS, &demand, error))
        return FALSE;
    for (int tier = 0; tier + 1 < part->n_tiers; tier++) {
        if (!find_end (work, index, tier, demand.billed, &limits[tier], error))
            return FALSE;
        if (tier > 0)
            limits[tier] = MAX (limits[tier], limits[tier - 1]);
    }
    return TRUE;
}

/* Keeps the list of segment ends sorted and free of repeats. */
static gboolean
add_limit (TallyPriceSide *side, int64_t limit, GError **error)
{
    size_t n = side->n_segments - 1, place = n;

    if (limit == 0)
        return TRUE;
    while (place > 0 && side->limits[place - 1] >= limit)
        place--;
    if (place < n && side->limits[place] == limit)
        return TRUE;
    if (side->n_segments == TALLY_PRICE_MAX_SEGMENTS) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID, "too many tiers");
        return FALSE;
    }
    memmove (&side->limits[place + 1], &side->limits[place], (n - place) * sizeof *side->limits);
    side->limits[place] = limit;
    side->n_segments++;
    return TRUE;
}

static gboolean
is_in_time_order (const TallyPriceWork *work, size_t index)
{
    return work->plan->tariff->components[index].order == TALLY_TIER_IN_TIME_ORDER
           && !work->plan->is_net;
}

static TallyPriceSide *
side_of (TallyPriceWork *work, size_t index)
{
    return work->plan->tariff->components[index].kind == TALLY_LINE_EXPORT ? &work->export
                                                                           : &work->import;
}

static gboolean
is_per_kwh (const TallyTariffComponent *component)
{
    return component->kind == TALLY_LINE_ENERGY || component->kind == TALLY_LINE_EXPORT
           || component->kind == TALLY_LINE_LEVY || component->kind == TALLY_LINE_DISCOUNT;
}

gboolean
tally_price_set_limits (TallyPriceWork *work, GError **error)
{
    const TallyTariff *tariff = work->plan->tariff;

    for (size_t i = 0; i < tariff->n_components; i++) {
        if (!is_per_kwh (&tariff->components[i]))
            continue;
        if (!find_limits (work, i, error))
            return FALSE;
        for (int tier = 0; is_in_time_order (work, i) && tier + 1 < work->plan->parts[i].n_tiers;
             tier++) {
            if (!add_limit (side_of (work, i), work->tier_limits[i][tier], error))
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
    if (component->rates.rates != NULL)
        line.rate = tally_tariff_rate (&component->rates, place.season, place.band, tier);
    return line;
}

/* Adds the line, or with @earned only adds up what it comes to. */
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
                || !charge (work, index, line, sign, earned, error))
                return FALSE;
            before = end;
        }
    }
    return TRUE;
}

/* Which tier of the component a segment of the pass belongs to. */
static int
tier_of (const TallyPriceWork *work, const TallyPriceSide *side, size_t index, size_t segment)
{
    int64_t from = segment == 0 ? 0 : side->limits[segment - 1];
    int tier = 0;

    while (tier + 1 < work->plan->parts[index].n_tiers && work->tier_limits[index][tier] <= from)
        tier++;
    return tier;
}

/* The interval in which the running total reached @limit; it must have done so. */
static size_t
reached_at (const TallyPriceSide *side, int64_t limit)
{
    size_t segment = 0;

    while (segment + 1 < side->n_segments && side->limits[segment] < limit)
        segment++;
    return side->entered[segment + 1];
}

/* What a tier took, slot by slot, and when it was entered. */
static void
sum_tier (const TallyPriceWork *work,
          const TallyPriceSide *side,
          size_t index,
          int tier,
          int64_t *sums,
          size_t *entered)
{
    const TallyPricePlan *plan = work->plan;
    const TallyPricePart *part = &plan->parts[index];
    gboolean is_first = TRUE;

    *entered = TALLY_LINE_NO_INTERVAL;
    for (size_t segment = 0; segment < side->n_segments; segment++) {
        if (tier_of (work, side, index, segment) != tier)
            continue;
        for (size_t cell = 0; cell < plan->n_cells; cell++)
            sums[part->slot_of[cell]] += side->sums[segment * plan->n_cells + cell];
        /* What begins with the period was not entered in it. */
        if (is_first && segment > 0)
            *entered = side->entered[segment];
        is_first = FALSE;
    }
}

static gboolean
charge_in_time_order (TallyPriceWork *work,
                      const TallyPriceSide *side,
                      size_t index,
                      int sign,
                      TallyExact *earned,
                      GError **error)
{
    const TallyPricePart *part = &work->plan->parts[index];

    for (int tier = 0; tier < part->n_tiers; tier++) {
        int64_t sums[TALLY_PRICE_MAX_CELLS] = { 0 };
        size_t entered;

        sum_tier (work, side, index, tier, sums, &entered);
        for (size_t slot = 0; slot < part->n_slots; slot++) {
            TallyPriceLine line = line_of (work, index, slot, tier);

            if (sums[slot] == 0)
                continue;
            if (part->n_tiers > 1)
                line.interval = entered;
            if (tier + 1 < part->n_tiers && side->total > work->tier_limits[index][tier])
                line.until = reached_at (side, work->tier_limits[index][tier]);
            if (!tally_price_kwh (work, sums[slot], &line.quantity, error)
                || !charge (work, index, line, sign, earned, error))
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

/* What each slot's intervals come to at their own prices. Their sum was found to
 * stay within 63 bits, so with a price it stays within 126. */
static void
sum_costs (const TallyPriceWork *work,
           const TallyPricePart *part,
           const int64_t *values,
           const int64_t *prices,
           __int128 *units,
           __int128 *costs)
{
    for (size_t i = 0; values != NULL && i < work->plan->count; i++) {
        uint8_t slot = part->slot_of[work->plan->cell_of[i]];

        units[slot] += values[i];
        costs[slot] += (__int128) values[i] * prices[i];
    }
}

/* Each interval at its own price; a line a band. */
static gboolean
charge_by_interval (TallyPriceWork *work,
                    const TallyPriceSide *side,
                    size_t index,
                    int sign,
                    TallyExact *earned,
                    GError **error)
{
    const TallyPricePlan *plan = work->plan;
    const TallyPricePart *part = &plan->parts[index];
    const int64_t *prices = sign > 0 ? work->input->prices : work->input->export_prices;
    __int128 parts = plan->period.units_per_kwh * tally_decimal_power (work->input->price_decimals);
    __int128 costs[TALLY_PRICE_MAX_CELLS] = { 0 };
    __int128 units[TALLY_PRICE_MAX_CELLS] = { 0 };

    if (prices == NULL) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                             "needs the price of each interval");
        return FALSE;
    }
    sum_costs (work, part, side->values, prices, units, costs);
    for (size_t slot = 0; slot < part->n_slots; slot++) {
        TallyPriceLine line = line_of (work, index, slot, 0);

        if (units[slot] == 0)
            continue;
        if (!tally_price_kwh (work, units[slot], &line.quantity, error)
            || !tally_exact_ratio (sign * costs[slot], parts, &line.exact, error)
            || !find_average (&line, error)
            || !(earned != NULL
                     ? tally_exact_add (*earned, (TallyExact){ -line.exact.atto }, earned, error)
                     : tally_price_add_line (work, index, line, error)))
            return FALSE;
    }
    return TRUE;
}

gboolean
tally_price_per_kwh (TallyPriceWork *work,
                     size_t index,
                     int sign,
                     TallyExact *earned,
                     GError **error)
{
    TallyPriceSide *side = side_of (work, index);
    int64_t sums[TALLY_PRICE_MAX_CELLS] = { 0 };

    if (work->plan->tariff->components[index].by_interval)
        return charge_by_interval (work, side, index, sign, earned, error);
    if (is_in_time_order (work, index))
        return charge_in_time_order (work, side, index, sign, earned, error);
    tally_price_slot_sums (work->plan, side, &work->plan->parts[index], sums);
    return tally_price_tiers (work, index, sums, sign, earned, error);
}

gboolean
tally_price_energy (TallyPriceWork *work, size_t index, GError **error)
{
    const TallyPricePlan *plan = work->plan;

    if (plan->is_net && plan->tariff->components[plan->export].export.energy == (int) index)
        return tally_price_tiers (work, index, work->net, 1, NULL, error);
    return tally_price_per_kwh (work, index, 1, NULL, error);
}
