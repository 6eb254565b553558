// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/error/tally-error.h"
#include "shared/tariff/tally-price-work.h"

#define SECONDS_PER_HOUR 3600

/* The whole root, rounded down: one unit of energy is the fineness of data. */
static __int128
root_of (__int128 square)
{
    unsigned __int128 rest = (unsigned __int128) square, root = 0;

    for (unsigned __int128 bit = (unsigned __int128) 1 << 126; bit != 0; bit >>= 2) {
        if (rest >= root + bit) {
            rest -= root + bit;
            root = (root >> 1) + bit;
        } else {
            root >>= 1;
        }
    }
    return (__int128) root;
}

/* A window's energy as average power. */
static gboolean
power_of (const TallyPriceWork *work,
          size_t window,
          __int128 height,
          TallyExact *kw,
          GError **error)
{
    const TallyPriceWindow *shape = &work->plan->windows[window];
    __int128 seconds = (__int128) shape->intervals * work->plan->period.interval_seconds;

    if (shape->is_apparent)
        height = root_of (height);
    return tally_exact_ratio (height * SECONDS_PER_HOUR, seconds * work->plan->period.units_per_kwh,
                              kw, error);
}

gboolean
tally_price_peak_kw (const TallyPriceWork *work,
                     size_t window,
                     TallyExact *kw,
                     size_t *interval,
                     GError **error)
{
    size_t first = window * work->plan->n_cells, best = first;

    for (size_t row = first; row < first + work->plan->n_cells; row++) {
        if (work->peaks[row] > work->peaks[best]
            || (work->peaks[row] == work->peaks[best]
                && work->peaks_at[row] < work->peaks_at[best]))
            best = row;
    }
    if (interval != NULL)
        *interval = work->peaks[best] > 0 ? work->peaks_at[best] : TALLY_LINE_NO_INTERVAL;
    return power_of (work, window, work->peaks[best], kw, error);
}

static gboolean
times_percent (TallyExact of, TallyDecimal percent, TallyExact *part, GError **error)
{
    percent.scale = (uint8_t) (percent.scale + 2);
    return tally_exact_times (of, percent, part, error);
}

static void
raise_to (TallyExact *demand, TallyExact least)
{
    if (demand->atto < least.atto)
        *demand = least;
}

/* A share of the highest demand of the months looked back on. */
static gboolean
apply_ratchet (const TallyPriceWork *work,
               const TallyTariffDemand *rule,
               TallyExact *demand,
               GError **error)
{
    TallyMonth now = tally_month_of (work->plan->period.days.first);
    TallyExact highest = { 0 }, least;

    if (rule->ratchet_percent.mantissa == 0)
        return TRUE;
    if ((rule->ratchet_mask >> (now.number % 12) & 1) != 0)
        highest = *demand;
    for (size_t i = 0; i < work->input->n_peaks; i++) {
        const TallyPricePeak *peak = &work->input->peaks[i];
        int32_t back = now.number - peak->month.number;
        gboolean counts = back >= 1 && back <= rule->ratchet_months
                          && (rule->ratchet_mask >> (peak->month.number % 12) & 1) != 0;

        if (counts)
            raise_to (&highest, peak->kw);
    }
    if (!times_percent (highest, rule->ratchet_percent, &least, error))
        return FALSE;
    if (rule->ratchet_only)
        demand->atto = 0;
    raise_to (demand, least);
    return TRUE;
}

static gboolean
apply_least (const TallyPriceWork *work,
             const TallyTariffDemand *rule,
             TallyExact *demand,
             GError **error)
{
    TallyExact contracted, least;

    if (!tally_exact_ratio (work->input->contracted_kw, 1000, &contracted, error)
        || !tally_exact_from_decimal (rule->floor, &least, error))
        return FALSE;
    raise_to (demand, least);
    if (!times_percent (contracted, rule->floor_percent, &least, error))
        return FALSE;
    raise_to (demand, least);
    if (rule->on_contract && work->input->contracted_kw > 0)
        *demand = contracted;
    return TRUE;
}

static gboolean
add_demand (TallyPriceWork *work,
            size_t index,
            TallyPriceLine line,
            TallyExact quantity,
            TallyDecimal rate,
            GError **error)
{
    if (quantity.atto == 0 || rate.mantissa == 0)
        return TRUE;
    line.quantity = quantity;
    line.rate = rate;
    return tally_price_add_monthly (work, index, line, error);
}

/* Each tier's rate holds for the part of the demand inside the tier. */
static gboolean
charge_tiers (TallyPriceWork *work,
              size_t index,
              TallyPriceLine line,
              TallyPriceSlot slot,
              TallyExact demand,
              GError **error)
{
    const TallyTariffRates *rates = &work->plan->tariff->components[index].rates;
    int n_tiers = rates->n_tiers[slot.season];
    TallyExact before = { 0 };

    for (int tier = 0; tier < n_tiers; tier++) {
        TallyExact end = demand;

        if (tier + 1 < n_tiers) {
            if (!tally_exact_from_decimal (rates->limits[slot.season][tier], &end, error))
                return FALSE;
            if (end.atto > demand.atto)
                end = demand;
        }
        line.tier = n_tiers > 1 ? tier + 1 : 0;
        if (!add_demand (work, index, line, (TallyExact){ end.atto - before.atto },
                         tally_tariff_rate (rates, slot.season, slot.band, tier), error))
            return FALSE;
        before = end;
    }
    return TRUE;
}

/* What exceeds the contract beyond the tolerance, at a multiple of the rate. */
static gboolean
charge_excess (TallyPriceWork *work,
               size_t index,
               TallyPriceLine line,
               TallyPriceSlot slot,
               TallyExact measured,
               GError **error)
{
    const TallyTariffComponent *component = &work->plan->tariff->components[index];
    const TallyTariffDemand *rule = &component->demand;
    TallyDecimal rate = tally_tariff_rate (&component->rates, slot.season, slot.band, 0);
    TallyExact contracted, tolerance, excess;

    if (rule->excess_multiple.mantissa == 0 || work->input->contracted_kw <= 0)
        return TRUE;
    if (!tally_exact_ratio (work->input->contracted_kw, 1000, &contracted, error)
        || !times_percent (contracted, rule->tolerance_percent, &tolerance, error))
        return FALSE;
    excess.atto = measured.atto - contracted.atto - tolerance.atto;
    if (excess.atto <= 0)
        return TRUE;
    line.quantity = excess;
    return tally_decimal_multiply (rate, rule->excess_multiple, &line.rate, error)
           && tally_price_add_monthly (work, index, line, error);
}

static gboolean
charge_slot (TallyPriceWork *work, size_t index, size_t slot, GError **error)
{
    const TallyPricePlan *plan = work->plan;
    const TallyTariffComponent *component = &plan->tariff->components[index];
    const TallyPricePart *part = &plan->parts[index];
    TallyPriceSlot place = part->slots[slot];
    TallyPriceLine line = { .kind = TALLY_LINE_DEMAND,
                            .unit = component->demand.is_apparent ? "kVA" : "kW",
                            .interval = TALLY_LINE_NO_INTERVAL,
                            .until = TALLY_LINE_NO_INTERVAL };
    TallyExact measured, demand;
    __int128 highest = 0;

    for (size_t cell = 0; cell < plan->n_cells; cell++) {
        size_t row = part->window * plan->n_cells + cell;

        if (part->slot_of[cell] != slot || work->peaks[row] <= highest)
            continue;
        highest = work->peaks[row];
        line.interval = work->peaks_at[row];
    }
    if (component->schedule >= 0)
        line.band = plan->tariff->schedules[component->schedule].bands[place.band].id;
    if (component->rates.by_season)
        line.season = plan->tariff->seasons[place.season].id;
    if (!power_of (work, part->window, highest, &measured, error))
        return FALSE;
    demand = measured;
    return apply_ratchet (work, &component->demand, &demand, error)
           && apply_least (work, &component->demand, &demand, error)
           && charge_tiers (work, index, line, place, demand, error)
           && charge_excess (work, index, line, place, measured, error);
}

gboolean
tally_price_demand (TallyPriceWork *work, size_t index, GError **error)
{
    for (size_t slot = 0; slot < work->plan->parts[index].n_slots; slot++) {
        if (!charge_slot (work, index, slot, error))
            return FALSE;
    }
    return TRUE;
}

/* The mean power over the system's peak intervals. */
gboolean
tally_price_coincident (TallyPriceWork *work, size_t index, GError **error)
{
    const TallyPriceInput *input = work->input;
    TallyPriceLine line = { .kind = TALLY_LINE_COINCIDENT,
                            .unit = "kW",
                            .interval = TALLY_LINE_NO_INTERVAL,
                            .until = TALLY_LINE_NO_INTERVAL };
    __int128 energy = 0;
    TallyExact demand;

    if (input->n_coincident == 0)
        return TRUE;
    for (size_t i = 0; i < input->n_coincident; i++) {
        if (input->coincident[i] >= input->count) {
            g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                         "system peak interval %zu is outside the period", input->coincident[i]);
            return FALSE;
        }
        energy += input->import[input->coincident[i]];
    }
    return power_of (work, 0, energy, &demand, error)
           && tally_exact_scale (demand, 1, (int64_t) input->n_coincident, &demand, error)
           && charge_tiers (work, index, line, work->plan->parts[index].slots[0], demand, error);
}
