// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/error/tally-error.h"
#include "shared/tariff/tally-price-work.h"

#define SECONDS_PER_HOUR 3600
/* 550 foot-pounds a second: 0.74569987158227022 kW */
#define HORSEPOWER_PER G_GINT64_CONSTANT (100000000000000000)
#define HORSEPOWER_KW G_GINT64_CONSTANT (74569987158227022)

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

    if (shape->unit == TALLY_DEMAND_KVA)
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

/* kW in the rule's unit; kVA and kvar come as they are. */
static gboolean
in_unit (const TallyTariffDemand *rule, TallyExact kw, TallyExact *value, GError **error)
{
    *value = kw;
    return rule->unit != TALLY_DEMAND_HP
           || tally_exact_scale (kw, HORSEPOWER_PER, HORSEPOWER_KW, value, error);
}

/* Raises the billed demand to @least, which @rule asks for. */
static void
raise_to (TallyExplainDemand *demand, TallyExact least, TallyExplainRule rule)
{
    if (demand->billed.atto >= least.atto)
        return;
    demand->billed = least;
    demand->rule = rule;
}

/* What one month asks of this one; the highest is kept with its month. */
static gboolean
look_at (const TallyTariffDemand *rule,
         TallyPricePeak peak,
         TallyExplainDemand *demand,
         GError **error)
{
    TallyExact least;

    if (!times_percent (peak.kw, rule->ratchet_percents[peak.month.number % 12], &least, error))
        return FALSE;
    if (least.atto <= demand->ratchet.atto)
        return TRUE;
    demand->ratchet = least;
    demand->ratchet_month = peak.month;
    demand->ratchet_peak = peak.kw;
    return TRUE;
}

/* A share of the highest demand of the months looked back on. */
static gboolean
apply_ratchet (const TallyPriceWork *work,
               size_t index,
               size_t slot,
               TallyExplainDemand *demand,
               GError **error)
{
    const TallyTariffDemand *rule = &work->plan->tariff->components[index].demand;
    TallyMonth now = tally_month_of (work->plan->period.days.first);

    if (rule->ratchet_months == 0)
        return TRUE;
    if (!look_at (rule, (TallyPricePeak){ now, demand->measured }, demand, error))
        return FALSE;
    for (int back = 1; back <= rule->ratchet_months; back++) {
        TallyPricePeak peak = { .month = { now.number - back } };

        peak.kw = tally_price_past_peak (work, index, slot, peak.month);
        if (!in_unit (rule, peak.kw, &peak.kw, error) || !look_at (rule, peak, demand, error))
            return FALSE;
    }
    if ((rule->measured_months >> (now.number % 12) & 1) == 0) {
        demand->billed.atto = 0;
        demand->rule = TALLY_EXPLAIN_RATCHET;
    }
    raise_to (demand, demand->ratchet, TALLY_EXPLAIN_RATCHET);
    return TRUE;
}

/* @bears: whether floor and contract hold here; where they hold for another band, a contract
 * stands there instead of what was measured in all of them. */
static gboolean
apply_least (const TallyPriceWork *work,
             const TallyTariffDemand *rule,
             gboolean bears,
             TallyExplainDemand *demand,
             GError **error)
{
    TallyExact least;

    if (!bears) {
        if (rule->on_contract && work->input->contracted_kw > 0)
            demand->billed.atto = 0;
        return TRUE;
    }
    if (!tally_exact_ratio (work->input->contracted_kw, 1000, &demand->contracted, error)
        || !in_unit (rule, demand->contracted, &demand->contracted, error)
        || !tally_exact_from_decimal (rule->floor, &demand->floor, error)
        || !times_percent (demand->contracted, rule->floor_percent, &least, error))
        return FALSE;
    demand->floor.atto = MAX (demand->floor.atto, least.atto);
    raise_to (demand, demand->floor, TALLY_EXPLAIN_FLOOR);
    if (!rule->on_contract || demand->contracted.atto <= 0)
        return TRUE;
    demand->billed = demand->contracted;
    demand->rule = TALLY_EXPLAIN_CONTRACTED;
    return TRUE;
}

/* The highest window of a slot, the first of equals. */
static __int128
find_highest (const TallyPriceWork *work, size_t index, size_t slot, size_t *interval)
{
    const TallyPricePart *part = &work->plan->parts[index];
    __int128 highest = 0;

    *interval = TALLY_LINE_NO_INTERVAL;
    for (size_t cell = 0; cell < work->plan->n_cells; cell++) {
        size_t row = part->window * work->plan->n_cells + cell;

        if (slot != TALLY_PRICE_ALL_SLOTS && part->slot_of[cell] != slot)
            continue;
        if (work->peaks[row] < highest || work->peaks[row] == 0
            || (work->peaks[row] == highest && work->peaks_at[row] > *interval))
            continue;
        highest = work->peaks[row];
        *interval = work->peaks_at[row];
    }
    return highest;
}

/* In kW where the rule's unit is horsepower. */
gboolean
tally_price_measured (const TallyPriceWork *work,
                      size_t index,
                      size_t slot,
                      TallyExact *demand,
                      GError **error)
{
    size_t interval;

    return power_of (work, work->plan->parts[index].window,
                     find_highest (work, index, slot, &interval), demand, error);
}

/* What a slot's demand is before floor and contract. */
static gboolean
find_demand (const TallyPriceWork *work,
             size_t index,
             size_t slot,
             TallyExplainDemand *demand,
             GError **error)
{
    const TallyTariffDemand *rule = &work->plan->tariff->components[index].demand;
    const TallyPricePart *part = &work->plan->parts[index];

    *demand = (TallyExplainDemand){ .n_intervals = work->plan->windows[part->window].intervals };
    if (!power_of (work, part->window, find_highest (work, index, slot, &demand->peak_in),
                   &demand->measured, error)
        || !in_unit (rule, demand->measured, &demand->measured, error))
        return FALSE;
    demand->billed = demand->measured;
    return apply_ratchet (work, index, slot, demand, error);
}

static gboolean
has_least (const TallyTariffDemand *rule)
{
    return rule->on_contract || rule->floor.mantissa != 0 || rule->floor_percent.mantissa != 0
           || rule->excess_multiple.mantissa != 0;
}

/* Floor and contract hold once a season: for the slot of the highest measured demand, the first of
 * equals. */
static gboolean
bears_least (const TallyPriceWork *work, size_t index, size_t slot)
{
    const TallyTariffDemand *rule = &work->plan->tariff->components[index].demand;
    const TallyPricePart *part = &work->plan->parts[index];
    size_t interval;
    __int128 own;

    if (slot == TALLY_PRICE_ALL_SLOTS || rule->least_by_band || !has_least (rule))
        return TRUE;
    own = find_highest (work, index, slot, &interval);
    for (size_t i = 0; i < part->n_slots; i++) {
        __int128 other;

        if (i == slot || part->slots[i].season != part->slots[slot].season)
            continue;
        other = find_highest (work, index, i, &interval);
        if (other > own || (other == own && i < slot))
            return FALSE;
    }
    return TRUE;
}

gboolean
tally_price_demanded (const TallyPriceWork *work,
                      size_t index,
                      size_t slot,
                      TallyExplainDemand *demand,
                      GError **error)
{
    const TallyTariffDemand *rule = &work->plan->tariff->components[index].demand;

    return find_demand (work, index, slot, demand, error)
           && apply_least (work, rule, bears_least (work, index, slot), demand, error);
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

gboolean
tally_price_excess (const TallyTariffDemand *rule,
                    const TallyExplainDemand *demand,
                    TallyExact *excess,
                    GError **error)
{
    TallyExact tolerance;

    excess->atto = 0;
    if (rule->excess_multiple.mantissa == 0 || demand->contracted.atto <= 0)
        return TRUE;
    if (!times_percent (demand->contracted, rule->tolerance_percent, &tolerance, error))
        return FALSE;
    excess->atto = MAX (0, demand->measured.atto - demand->contracted.atto - tolerance.atto);
    return TRUE;
}

/* What exceeds the contract beyond the tolerance, at a multiple of the rate. */
static gboolean
charge_excess (TallyPriceWork *work,
               size_t index,
               TallyPriceLine line,
               TallyPriceSlot slot,
               const TallyExplainDemand *demand,
               GError **error)
{
    const TallyTariffComponent *component = &work->plan->tariff->components[index];
    TallyDecimal rate = tally_tariff_rate (&component->rates, slot.season, slot.band, 0);

    if (!tally_price_excess (&component->demand, demand, &line.quantity, error))
        return FALSE;
    if (line.quantity.atto == 0)
        return TRUE;
    return tally_decimal_multiply (rate, component->demand.excess_multiple, &line.rate, error)
           && tally_price_add_monthly (work, index, line, error);
}

static gboolean
charge_slot (TallyPriceWork *work, size_t index, size_t slot, GError **error)
{
    const TallyPricePlan *plan = work->plan;
    static const char *const units[] = { "kW", "kVA", "kvar", "hp" };
    const TallyTariffComponent *component = &plan->tariff->components[index];
    TallyPriceSlot place = plan->parts[index].slots[slot];
    TallyPriceLine line = { .kind = TALLY_LINE_DEMAND,
                            .unit = units[component->demand.unit],
                            .until = TALLY_LINE_NO_INTERVAL };
    TallyExplainDemand demand;

    if (component->schedule >= 0)
        line.band = plan->tariff->schedules[component->schedule].bands[place.band].id;
    if (component->rates.by_season) {
        line.season = plan->tariff->seasons[place.season].id;
        line.share_days = plan->season_days[place.season]; /* two seasons: each by its days */
        line.share_full = (int64_t) plan->n_days;
    }
    if (!tally_price_demanded (work, index, slot, &demand, error))
        return FALSE;
    line.interval = demand.peak_in;
    return charge_tiers (work, index, line, place, demand.billed, error)
           && charge_excess (work, index, line, place, &demand, error);
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

/* The mean power over those of the system's peak intervals that are in a slot. Of a period over
 * two seasons each bears as much of its rate as it has of the band's peaks. */
static gboolean
find_coincident (const TallyPriceWork *work,
                 const TallyPricePart *part,
                 size_t slot,
                 TallyPriceLine *line,
                 TallyExact *demand,
                 GError **error)
{
    const TallyPriceInput *input = work->input;
    __int128 energy = 0;

    line->share_days = line->share_full = 0;
    for (size_t i = 0; i < input->n_coincident; i++) {
        uint8_t at = part->slot_of[work->plan->cell_of[input->coincident[i]]];

        line->share_full += part->slots[at].band == part->slots[slot].band ? 1 : 0;
        if (at != slot)
            continue;
        energy += input->import[input->coincident[i]];
        line->share_days++;
    }
    demand->atto = 0;
    return line->share_days == 0
           || (power_of (work, 0, energy, demand, error)
               && tally_exact_scale (*demand, 1, line->share_days, demand, error));
}

gboolean
tally_price_coincident (TallyPriceWork *work, size_t index, GError **error)
{
    const TallyPriceInput *input = work->input;
    const TallyPricePart *part = &work->plan->parts[index];
    const TallyTariff *tariff = work->plan->tariff;
    int schedule = tariff->components[index].schedule;

    for (size_t i = 0; i < input->n_coincident; i++) {
        if (input->coincident[i] < input->count)
            continue;
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                     "system peak interval %zu is outside the period", input->coincident[i]);
        return FALSE;
    }
    for (size_t slot = 0; slot < part->n_slots; slot++) {
        TallyPriceLine line = { .kind = TALLY_LINE_COINCIDENT,
                                .unit = "kW",
                                .interval = TALLY_LINE_NO_INTERVAL,
                                .until = TALLY_LINE_NO_INTERVAL };
        TallyExact demand;

        if (schedule >= 0)
            line.band = tariff->schedules[schedule].bands[part->slots[slot].band].id;
        if (tariff->components[index].rates.by_season)
            line.season = tariff->seasons[part->slots[slot].season].id;
        if (!find_coincident (work, part, slot, &line, &demand, error)
            || !charge_tiers (work, index, line, part->slots[slot], demand, error))
            return FALSE;
    }
    return TRUE;
}
