// SPDX-License-Identifier: GPL-3.0-or-later
/* What lines are priced by that no tariff says: the system's peaks, and a market's prices. */
#include "shared/tariff/tally-explain-rule.h"
#include "shared/tariff/tally-price-work.h"

#define SECONDS_PER_HOUR 3600

static gboolean
is_of_line (const TallyExplain *explain, size_t index, size_t interval)
{
    const TallyPricePlan *plan = explain->plan;

    return tally_explain_is_in_place (plan, (int) index, explain->line, plan->cell_of[interval]);
}

static gboolean
add_instants (TallyExplain *explain, const TallyPriceInput *input, size_t index, GError **error)
{
    const TallyPricePeriod *period = &explain->plan->period;
    __int128 whole = (__int128) period->interval_seconds * period->units_per_kwh;
    gboolean is_good = TRUE;

    explain->instants = g_new0 (TallyExplainInstant, input->n_coincident);
    for (size_t i = 0; is_good && i < input->n_coincident; i++) {
        size_t interval = input->coincident[i];
        TallyExplainInstant *instant = &explain->instants[explain->n_instants];

        if (!is_of_line (explain, index, interval))
            continue;
        instant->at = tally_price_plan_instant (explain->plan, interval);
        is_good = tally_exact_ratio ((__int128) input->import[interval] * SECONDS_PER_HOUR, whole,
                                     &instant->kw, error);
        explain->n_instants++;
    }
    return is_good;
}

/* What is delivered is paid for: its prices have the sign of its rate. */
static gboolean
add_prices (TallyExplain *explain, const TallyPriceInput *input, size_t index, GError **error)
{
    gboolean is_export = explain->line->kind == TALLY_LINE_EXPORT;
    const int64_t *values = is_export ? input->export : input->import;
    const int64_t *prices = is_export ? input->export_prices : input->prices;
    __int128 scale = tally_decimal_power (input->price_decimals);
    __int128 least = 0;
    __int128 greatest = 0;

    for (size_t i = 0; i < explain->plan->count; i++) {
        __int128 price = is_export ? -(__int128) prices[i] : prices[i];

        if (values[i] == 0 || !is_of_line (explain, index, i))
            continue;
        least = explain->n_priced == 0 ? price : MIN (least, price);
        greatest = explain->n_priced == 0 ? price : MAX (greatest, price);
        explain->n_priced++;
    }
    return tally_exact_ratio (least, scale, &explain->least_price, error)
           && tally_exact_ratio (greatest, scale, &explain->greatest_price, error);
}

gboolean
tally_explain_add_market (TallyExplain *explain,
                          const TallyPriceInput *input,
                          size_t index,
                          GError **error)
{
    const TallyTariffComponent *component = &explain->plan->tariff->components[index];

    if (explain->line->kind == TALLY_LINE_COINCIDENT)
        return add_instants (explain, input, index, error);
    if (component->by_interval && explain->line->kind == component->kind)
        return add_prices (explain, input, index, error);
    return TRUE;
}
