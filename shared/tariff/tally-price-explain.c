// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/tariff/tally-explain-rule.h"
#include "shared/tariff/tally-price-work.h"

static const TallyTariffWord whole_day = { "all", "All hours", "全天" };

static int
find_component (const TallyTariff *tariff, const char *id)
{
    for (size_t i = 0; i < tariff->n_components; i++) {
        if (g_str_equal (tariff->components[i].word.id, id))
            return (int) i;
    }
    return -1;
}

gboolean
tally_explain_is_in_place (const TallyPricePlan *plan,
                           int index,
                           const TallyPriceLine *line,
                           size_t cell_index)
{
    const TallyTariff *tariff = plan->tariff;
    const TallyTariffComponent *component = &tariff->components[index];
    const TallyPriceCell *cell = &plan->cells[cell_index];

    if (line->band != NULL
        && !g_str_equal (
            tariff->schedules[component->schedule].bands[cell->band[component->schedule]].id,
            line->band))
        return FALSE;
    return line->season == NULL || g_str_equal (tariff->seasons[cell->season].id, line->season);
}

gboolean
tally_price_line_covers (const TallyPricePlan *plan, const TallyPriceLine *line, size_t interval)
{
    int index = find_component (plan->tariff, line->component);

    g_return_val_if_fail (interval < plan->count, FALSE);
    if (index < 0)
        return FALSE;
    if (line->kind == TALLY_LINE_DEMAND) {
        size_t length = plan->windows[plan->parts[index].window].intervals;

        return line->interval != TALLY_LINE_NO_INTERVAL && interval >= line->interval
               && interval < line->interval + length;
    }
    if (!g_str_equal (line->unit, "kWh")
        || !tally_explain_is_in_place (plan, index, line, plan->cell_of[interval]))
        return FALSE;
    return (line->interval == TALLY_LINE_NO_INTERVAL || interval >= line->interval)
           && (line->until == TALLY_LINE_NO_INTERVAL || interval <= line->until);
}

int64_t
tally_price_plan_instant (const TallyPricePlan *plan, size_t interval)
{
    size_t day = 0;

    g_return_val_if_fail (interval < plan->count, 0);
    while (plan->day_first[day + 1] <= interval)
        day++;
    return tally_day_instant (plan->period.zone,
                              (TallyDay){ plan->period.days.first.number + (int32_t) day },
                              (int32_t) (interval - plan->day_first[day]),
                              plan->period.interval_seconds);
}

/* The line's place in its component's table of rates. */
static TallyPriceSlot
slot_of (const TallyPricePlan *plan, size_t index, const TallyPriceLine *line, size_t *place)
{
    const TallyPricePart *part = &plan->parts[index];
    size_t cell = 0;

    while (cell + 1 < plan->n_cells && !tally_explain_is_in_place (plan, (int) index, line, cell))
        cell++;
    *place = part->slot_of[cell];
    return part->slots[*place];
}

static gboolean
comes_from_intervals (const TallyPriceLine *line)
{
    return g_str_equal (line->unit, "kWh") || line->kind == TALLY_LINE_DEMAND
           || line->kind == TALLY_LINE_COINCIDENT;
}

static gboolean
add_bands (TallyExplain *explain, const TallyPriceWork *work, size_t index, GError **error)
{
    const TallyPricePlan *plan = work->plan;
    const TallyTariffComponent *component = &plan->tariff->components[index];
    const TallyTariffSchedule *schedule = NULL;
    const TallyPriceSide *side = component->kind == TALLY_LINE_EXPORT ? &work->export
                                                                      : &work->import;
    __int128 units[TALLY_TARIFF_MAX_BANDS] = { 0 };

    if (component->schedule >= 0)
        schedule = &plan->tariff->schedules[component->schedule];
    explain->n_bands = schedule == NULL ? 1 : schedule->n_bands;
    explain->bands = g_new0 (TallyExplainBand, explain->n_bands);
    for (size_t i = 0; i < plan->count; i++)
        explain->bands[tally_explain_band (explain, i)].n_intervals++;
    for (size_t cell = 0; cell < plan->n_cells; cell++) {
        size_t band = schedule == NULL ? 0 : plan->cells[cell].band[component->schedule];

        for (size_t segment = 0; segment < side->n_segments; segment++)
            units[band] += side->sums[segment * plan->n_cells + cell];
    }
    for (size_t i = 0; i < explain->n_bands; i++) {
        const TallyTariffWord *word = schedule == NULL ? &whole_day : &schedule->bands[i];

        explain->bands[i].id = word->id;
        explain->bands[i].name = word->name;
        explain->bands[i].name_zh = word->name_zh;
        explain->bands[i].is_line = explain->line->band == NULL
                                    || g_str_equal (explain->line->band, word->id);
        if (!tally_price_kwh (work, units[i], &explain->bands[i].kwh, error))
            return FALSE;
    }
    return TRUE;
}

size_t
tally_explain_band (const TallyExplain *explain, size_t interval)
{
    const TallyPricePlan *plan = explain->plan;
    int index = find_component (plan->tariff, explain->line->component);
    int schedule = plan->tariff->components[index].schedule;

    g_return_val_if_fail (interval < plan->count, 0);
    return schedule < 0 ? 0 : plan->cells[plan->cell_of[interval]].band[schedule];
}

/* Where a tier ends: kW as the tariff says them, energy as it held in this period. */
static gboolean
find_end (const TallyPriceWork *work,
          size_t index,
          TallyPriceSlot slot,
          int tier,
          TallyExact *end,
          GError **error)
{
    const TallyTariffComponent *component = &work->plan->tariff->components[index];

    if (component->kind == TALLY_LINE_DEMAND || component->kind == TALLY_LINE_COINCIDENT)
        return tally_exact_from_decimal (component->rates.limits[slot.season][tier], end, error);
    if (component->basis == TALLY_TIER_YEAR)
        return tally_price_yearly (work, work->plan->parts[index].limit_kwh[tier], end, error);
    return tally_price_kwh (work, work->tier_limits[index][tier], end, error);
}

/* What the bill has of a tier, in any band; in the line's own, its figures. */
static void
meet_line (TallyExplain *explain, TallyExplainTier *tier, const TallyPriceLine *line)
{
    if (!g_str_equal (line->component, explain->line->component) || line->tier != tier->tier)
        return;
    if (explain->line->kind != TALLY_LINE_DEMAND && line->interval != TALLY_LINE_NO_INTERVAL) {
        tier->crossed_in = line->interval;
        tier->crossed_at = tally_price_plan_instant (explain->plan, line->interval);
    }
    if (g_strcmp0 (line->band, explain->line->band) != 0
        || g_strcmp0 (line->season, explain->line->season) != 0)
        return;
    tier->quantity = line->quantity;
    tier->rate = line->rate;
    tier->amount = line->amount;
}

static gboolean
add_tiers (TallyExplain *explain, const TallyPriceWork *work, size_t index, GError **error)
{
    const TallyTariffRates *rates = &work->plan->tariff->components[index].rates;
    TallyExact end = { 0 };
    size_t place;
    TallyPriceSlot slot = slot_of (work->plan, index, explain->line, &place);

    explain->n_tiers = (size_t) rates->n_tiers[slot.season];
    explain->tiers = g_new0 (TallyExplainTier, explain->n_tiers);
    for (size_t i = 0; i < explain->n_tiers; i++) {
        TallyExplainTier *tier = &explain->tiers[i];

        tier->tier = (int) i + 1;
        tier->rate = tally_tariff_rate (rates, slot.season, slot.band, (int) i);
        tier->crossed_in = TALLY_LINE_NO_INTERVAL;
        tier->is_line = tier->tier == explain->line->tier;
        tier->from = end;
        tier->has_to = i + 1 < explain->n_tiers;
        if (tier->has_to && !find_end (work, index, slot, (int) i, &end, error))
            return FALSE;
        if (tier->has_to)
            tier->to = end;
        for (size_t line = 0; line < explain->bill->n_lines; line++)
            meet_line (explain, tier, &explain->bill->lines[line]);
    }
    return TRUE;
}

/* The excess is charged at its own rate, whatever the tiers. */
static gboolean
find_excess (TallyExplain *explain,
             const TallyTariffComponent *component,
             TallyPriceSlot slot,
             GError **error)
{
    const TallyTariffDemand *rule = &component->demand;
    TallyDecimal rate = tally_tariff_rate (&component->rates, slot.season, slot.band, 0);
    TallyExact excess;

    if (!tally_price_excess (rule, &explain->demand, &excess, error)
        || !tally_decimal_multiply (rate, rule->excess_multiple, &rate, error))
        return FALSE;
    if (excess.atto > 0 && excess.atto == explain->line->quantity.atto
        && tally_decimal_compare (rate, explain->line->rate) == 0)
        explain->demand.rule = TALLY_EXPLAIN_EXCESS;
    return TRUE;
}

static gboolean
add_demand (TallyExplain *explain, const TallyPriceWork *work, size_t index, GError **error)
{
    TallyExplainDemand *demand = &explain->demand;
    size_t place;
    TallyPriceSlot slot = slot_of (work->plan, index, explain->line, &place);

    if (!tally_price_demanded (work, index, place, demand, error))
        return FALSE;
    if (demand->peak_in != TALLY_LINE_NO_INTERVAL)
        demand->peak_at = tally_price_plan_instant (work->plan, demand->peak_in);
    return find_excess (explain, &work->plan->tariff->components[index], slot, error);
}

static void
add_bases (TallyExplain *explain, const TallyPriceWork *work, size_t index)
{
    const TallyTariff *tariff = work->plan->tariff;

    explain->bases = g_new0 (TallyExplainBase, index + 1);
    for (size_t i = 0; i < index; i++) {
        const TallyTariffWord *word = &tariff->components[i].word;

        if ((tariff->components[index].of >> i & 1) != 0 && work->exact[i].atto != 0)
            explain->bases[explain->n_bases++] = (TallyExplainBase){ word->id, word->name,
                                                                     word->name_zh,
                                                                     work->exact[i] };
    }
}

static void
add_season (TallyExplain *explain, const TallyTariff *tariff)
{
    for (size_t i = 0; explain->line->season != NULL && i < tariff->n_seasons; i++) {
        if (!g_str_equal (tariff->seasons[i].id, explain->line->season))
            continue;
        explain->season_name = tariff->seasons[i].name;
        explain->season_name_zh = tariff->seasons[i].name_zh;
    }
}

static gboolean
counts_on_lines (const TallyTariffComponent *component)
{
    return component->is_percent || component->kind == TALLY_LINE_POWER_FACTOR
           || component->kind == TALLY_LINE_MINIMUM || component->kind == TALLY_LINE_MAXIMUM;
}

static gboolean
add_all (TallyExplain *explain, const TallyPriceWork *work, size_t index, GError **error)
{
    const TallyTariffComponent *component = &work->plan->tariff->components[index];

    explain->name = component->word.name;
    explain->name_zh = component->word.name_zh;
    add_season (explain, work->plan->tariff);
    if (component->kind == TALLY_LINE_POWER_FACTOR) {
        explain->power_factor = explain->bill->power_factor;
        explain->standard = component->factor.standard;
    }
    if (counts_on_lines (component))
        add_bases (explain, work, index);
    if (comes_from_intervals (explain->line) && !add_bands (explain, work, index, error))
        return FALSE;
    if (explain->line->tier > 0 && !add_tiers (explain, work, index, error))
        return FALSE;
    return (explain->line->kind != TALLY_LINE_DEMAND || add_demand (explain, work, index, error))
           && tally_explain_add_market (explain, work->input, index, error);
}

TallyExplain *
tally_price_explain (const TallyPricePlan *plan,
                     const TallyPriceInput *input,
                     const TallyPriceBill *bill,
                     size_t index,
                     GError **error)
{
    g_autoptr(TallyExplain) explain = g_new0 (TallyExplain, 1);
    g_autofree TallyPriceWork *work = NULL;
    int component;

    g_return_val_if_fail (index < bill->n_lines, NULL);
    work = g_memdup2 (bill->work, sizeof *work);
    work->input = input; /* the one it was priced with may be gone */
    explain->plan = plan;
    explain->bill = bill;
    explain->line = &bill->lines[index];
    explain->power_factor = explain->standard = -1;
    component = find_component (plan->tariff, explain->line->component);
    g_assert (component >= 0);
    if (!add_all (explain, work, (size_t) component, error))
        return NULL;
    tally_explain_find_rule (explain, &plan->tariff->components[component]);
    return g_steal_pointer (&explain);
}

void
tally_explain_free (TallyExplain *explain)
{
    g_free (explain->bands);
    g_free (explain->tiers);
    g_free (explain->bases);
    g_free (explain->instants);
    g_free (explain);
}
