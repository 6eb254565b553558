// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/tariff/tally-tariff-price.h"
#include "shared/wire/tally-wire-pricing.h"

G_BEGIN_DECLS

/** TALLY_PRICED_MAX_PEAKS: months looked back on */
#define TALLY_PRICED_MAX_PEAKS 36

/**
 * TallyPriced: what the server prices an agreement from, priced here
 * @input: its series are those of the message, which must outlive it
 */
typedef struct {
    TallyTariff *tariff;
    TallyCalendar *calendar;
    TallyPricePlan *plan;
    TallyPriceBill *bill;
    TallyPriceInput input;
    TallyPriceCarry carry;
    size_t *coincident;
    TallyPricePeak peaks[TALLY_PRICED_MAX_PEAKS];
    GArray *slot_peaks; /* TallyPriceSlotPeak; texts are the message's */
} TallyPriced;

void tally_priced_clear (TallyPriced *priced);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TallyPriced, tally_priced_clear)

/**
 * tally_priced_make:
 * @priced: (out caller-allocates): all zero; stays where it is as long as it is used
 * @document: a tariff
 *
 * Returns: %FALSE with %TALLY_ERROR_INVALID; @priced is to be cleared all the same
 */
gboolean tally_priced_make (TallyPriced *priced,
                            const TallyWirePricing *row,
                            const char *document,
                            GError **error);

G_END_DECLS
