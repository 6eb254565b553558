// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/tariff/tally-tariff-needs.h"
#include "shared/tariff/tally-tariff-price.h"
#include "shared/wire/tally-wire-pricing.h"

G_BEGIN_DECLS

/* How what a bill is priced from becomes a message; only bill/whatif includes this. */

/** tally_pricing_fill_carry: what the period before handed on */
void tally_pricing_fill_carry (TallyWirePricing *row, const TallyPriceCarry *carry);

/** tally_pricing_fill_peaks: months before the period */
void tally_pricing_fill_peaks (TallyWirePricing *row, const TallyPricePeak *peaks, size_t n);

/** tally_pricing_fill_slot_peaks: those by component and band */
void tally_pricing_fill_slot_peaks (TallyWirePricing *row,
                                    const TallyPriceSlotPeak *peaks,
                                    size_t n);

/** tally_pricing_fill_holidays: those of @days are added to @row; @name: of @calendar */
void tally_pricing_fill_holidays (TallyWirePricing *row,
                                  const char *name,
                                  const TallyCalendar *calendar,
                                  TallyDays days);

/** tally_pricing_fill_series: Returns: (transfer full): @n values; empty for %NULL */
GArray *tally_pricing_fill_series (const int64_t *values, size_t n);

/** tally_pricing_fill_market: what @input has of the system and the market, as @needs asks */
void tally_pricing_fill_market (TallyWirePricing *row,
                                TallyTariffNeeds needs,
                                const TallyPriceInput *input);

/**
 * tally_pricing_fill_input:
 * @plan: with which part of the period
 * @input: the account, as it is priced
 *
 * Fills all but tariff, currency and who it is.
 */
void tally_pricing_fill_input (TallyWirePricing *row,
                               const TallyPricePlan *plan,
                               const TallyPriceInput *input);

G_END_DECLS
