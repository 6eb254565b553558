// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/bill/tally-bill-market-calc.h"

#include "shared/tariff/tally-tariff-needs.h"

/* Every interval that a peak covers a part of: as fine as was measured. */
static void
find_peaks (TallyBillMarket *market, const TallyBillRules *rules, const TallyPricePlan *plan)
{
    const TallyPricePeriod *period = tally_price_plan_get_period (plan);
    int64_t start = tally_day_start (period->zone, period->days.first);
    size_t n = tally_price_plan_count (plan);
    size_t next = 0; /* peaks stand in order: what is before was looked at */

    market->coincident = g_new (size_t, n);
    for (guint i = 0; i < rules->peaks->len; i++) {
        const TallyBillSpan *peak = &g_array_index (rules->peaks, TallyBillSpan, i);
        int64_t from = (peak->start - start) / period->interval_seconds;
        int64_t end = peak->start + peak->seconds - start;

        if (end <= 0)
            continue;
        for (size_t at = MAX (next, (size_t) MAX (from, 0));
             at < n && (int64_t) at * period->interval_seconds < end; at++) {
            market->coincident[market->n_coincident++] = at;
            next = at + 1;
        }
    }
}

TallyBillMarket *
tally_bill_market_new (const TallyBillRules *rules, const TallyPricePlan *plan)
{
    TallyTariffNeeds needs = tally_tariff_get_needs (tally_price_plan_get_tariff (plan));
    TallyBillMarket *market = g_new0 (TallyBillMarket, 1);

    if (needs.peaks && rules->peaks_version == 0)
        market->lack = (TallyBillLack){ "peaks", rules->period.first.number };
    else if (needs.peaks)
        find_peaks (market, rules, plan);
    return market;
}

void
tally_bill_market_free (TallyBillMarket *market)
{
    g_free (market->coincident);
    g_free (market);
}
