// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/tariff/tally-load.h"
#include "shared/tariff/tally-price-brought.h"

G_BEGIN_DECLS

/**
 * TallyPriceSeries:
 * @load: use; what is below zero counts as delivered
 * @generation: (nullable): own generation, set off against @load in each
 *   interval, or sold whole where the tariff says so
 * @reactive: (nullable): reactive energy taken, in the intervals of @load; without it
 *   demand in kVA or kvar is priced as if none was taken
 * @prices, @export_prices: (nullable): price of a kWh in each interval of @load, for energy
 *   priced by interval; tally_load_parse_prices()
 * @interval_minutes: of @load; @generation may be finer
 * @start: first local day
 * @zone: market zone
 * @calendar: (nullable): holidays
 * @peaks, @n_peaks: earlier demand, for ratchets
 * @year_repeats: for ratchets, take the year before to have been like the one given
 * @contracted_kva, @contracted_kw, @meters, @phases, @choice: as in #TallyPriceInput
 * @coincident, @n_coincident: intervals of @load that are the system's peaks, ascending
 * @brought: (nullable): what the account brings into the first period
 *
 * A series to be priced month by month, each handing on to the next.
 */
typedef struct {
    const TallyLoad *load;
    const TallyLoad *generation;
    const TallyLoad *reactive;
    const TallyLoad *prices;
    const TallyLoad *export_prices;
    int interval_minutes;
    TallyDay start;
    const TallyZone *zone;
    const TallyCalendar *calendar;
    const TallyPricePeak *peaks;
    size_t n_peaks;
    gboolean year_repeats;
    int64_t contracted_kva;
    int64_t contracted_kw;
    int32_t meters;
    int32_t phases;
    TallyPriceChoice choice;
    const size_t *coincident;
    size_t n_coincident;
    const TallyPriceBrought *brought;
} TallyPriceSeries;

/**
 * TallyPriceMonth:
 * Called for each month in turn, with its days, what was priced and the bill; all are only
 * good until it returns.
 */
typedef void (*TallyPriceMonth) (TallyDays days,
                                 const TallyPricePlan *plan,
                                 const TallyPriceInput *input,
                                 const TallyPriceBill *bill,
                                 gpointer user_data);

/**
 * tally_price_series:
 * @tariff: what to price with
 * @series: what to price
 * @month: receives each month
 * @user_data: for @month
 * @error: return location
 *
 * The series must end with a day; a part of a month bears its share. Ratchets look back on the
 * peaks of their own component and band in the months of the series, and in @brought.
 *
 * Returns: %FALSE with %TALLY_ERROR_INVALID or %TALLY_ERROR_OVERFLOW
 */
gboolean tally_price_series (TallyTariff *tariff,
                             const TallyPriceSeries *series,
                             TallyPriceMonth month,
                             gpointer user_data,
                             GError **error);

G_END_DECLS
