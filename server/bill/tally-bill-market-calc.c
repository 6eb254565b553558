// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/bill/tally-bill-market-calc.h"

/* Every interval that a peak covers a part of: as fine as was measured. */
static void
find_peaks (TallyBillMarket *market, const TallyBillRules *rules, const TallyPricePeriod *period)
{
    int64_t start = tally_day_start (period->zone, period->days.first);
    size_t n = (size_t) tally_days_intervals (period->zone, period->days, period->interval_seconds);
    size_t next = 0; /* peaks stand in order: what is before was looked at */

    market->coincident = g_new (size_t, n);
    for (guint i = 0; i < rules->peaks->len; i++) {
        const TallyBillSpan *peak = &g_array_index (rules->peaks, TallyBillSpan, i);
        int64_t from = (peak->start - start) / period->interval_seconds;
        int64_t end = peak->start + peak->seconds - start;

        for (size_t at = MAX (next, (size_t) MAX (from, 0));
             at < n && (int64_t) at * period->interval_seconds < end; at++) {
            market->coincident[market->n_coincident++] = at;
            next = at + 1;
        }
    }
}

/* The price of each interval; one that no price covers wholly is what is lacking. */
static int64_t *
find_prices (TallyBillMarket *market,
             const TallyBillRules *rules,
             const TallyPricePeriod *period,
             const char *series)
{
    const TallyBillPrices *known = rules->prices != NULL
                                       ? g_hash_table_lookup (rules->prices, series)
                                       : NULL;
    int64_t start = tally_day_start (period->zone, period->days.first);
    size_t n = (size_t) tally_days_intervals (period->zone, period->days, period->interval_seconds);
    g_autofree int64_t *prices = g_new (int64_t, n);
    guint next = 0; /* the first price that begins later */

    for (size_t i = 0; i < n; i++) {
        int64_t at = start + (int64_t) i * period->interval_seconds;
        const TallyBillPrice *price = NULL;

        while (known != NULL && next < known->rows->len
               && g_array_index (known->rows, TallyBillPrice, next).start <= at)
            next++;
        if (next > 0)
            price = &g_array_index (known->rows, TallyBillPrice, next - 1);
        if (price == NULL || price->start + price->seconds < at + period->interval_seconds) {
            market->lack = (TallyBillLack){ "prices", at };
            return NULL;
        }
        prices[i] = price->micro;
    }
    return g_steal_pointer (&prices);
}

TallyBillMarket *
tally_bill_market_new (const TallyBillRules *rules,
                       TallyTariffNeeds needs,
                       const TallyPricePeriod *period)
{
    TallyBillMarket *market = g_new0 (TallyBillMarket, 1);

    if (needs.peaks && rules->peaks_version == 0)
        market->lack = (TallyBillLack){ "peaks", rules->period.first.number };
    else if (needs.peaks)
        find_peaks (market, rules, period);
    if (needs.import_prices != NULL)
        market->prices = find_prices (market, rules, period, needs.import_prices);
    if (needs.export_prices != NULL)
        market->export_prices = find_prices (market, rules, period, needs.export_prices);
    return market;
}

void
tally_bill_market_free (TallyBillMarket *market)
{
    g_free (market->coincident);
    g_free (market->prices);
    g_free (market->export_prices);
    g_free (market);
}
