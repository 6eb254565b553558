// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/tariff/tally-tariff-price.h"

G_BEGIN_DECLS

/**
 * TallyPriceBrought: what an account brings into the first period of a series
 * @year_to_date: kWh bought since the billing year began
 * @export_to_date: kWh delivered since then
 * @charged_to_date: money charged since then, before yearly minimum or maximum
 * @net_excess: kWh delivered beyond what was bought since the last true-up
 * @money_credit: money credit
 * @credit: kWh credit by band of the export component's schedule, the first without schedule
 * @peaks: #TallyPricePeak of earlier months
 * @slot_peaks: #TallyPriceSlotPeak of earlier months; texts belong to the tariff
 *
 * As #TallyPriceCarry, but in kWh, since units are only known with the series.
 */
typedef struct {
    TallyExact year_to_date;
    TallyExact export_to_date;
    TallyExact charged_to_date;
    TallyExact net_excess;
    TallyExact money_credit;
    TallyExact credit[TALLY_PRICE_CREDITS];
    GArray *peaks;
    GArray *slot_peaks;
} TallyPriceBrought;

/**
 * tally_price_brought_parse:
 * @tariff: what it is brought to, and whose bands and components are named; must outlive it
 * @text: a JSON object, of which every member may be missing, quantities and money as strings:
 *   {"year_to_date_kwh": "1200", "export_to_date_kwh": "0", "charged_to_date": "640.10",
 *   "net_excess_kwh": "35", "money_credit": "12.5",
 *   "credits": [{"band": "peak", "kwh": "20"}],
 *   "peaks": [{"month": "2025-12", "demand": "41.5"},
 *   {"month": "2025-12", "component": "demand", "band": "peak", "demand": "38"}]}.
 *   A peak without component is the month's, of the tariff's first demand; one with component and
 *   without band is the component's of the whole month
 * @length: bytes of @text, or -1
 * @error: return location
 *
 * Strict; messages begin with line and path.
 *
 * Returns: (transfer full): what is brought, or %NULL with %TALLY_ERROR_INVALID
 */
TallyPriceBrought *tally_price_brought_parse (const TallyTariff *tariff,
                                              const char *text,
                                              gssize length,
                                              GError **error);

void tally_price_brought_free (TallyPriceBrought *brought);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallyPriceBrought, tally_price_brought_free)

/**
 * tally_price_brought_carry:
 * @first: first day of the first period
 * @units_per_kwh: of the plans it is priced with; quantities are rounded to whole units
 * @carry: (out): what the first period is handed
 *
 * Returns: %FALSE with %TALLY_ERROR_INVALID when something is not of a time before @first: a peak
 *   of its month or later, or something of a billing year that only begins with it; or
 *   %TALLY_ERROR_OVERFLOW
 */
gboolean tally_price_brought_carry (const TallyPriceBrought *brought,
                                    const TallyTariff *tariff,
                                    TallyDay first,
                                    int64_t units_per_kwh,
                                    TallyPriceCarry *carry,
                                    GError **error);

G_END_DECLS
