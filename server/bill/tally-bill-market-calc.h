// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/bill/tally-bill-make-calc.h"
#include "shared/tariff/tally-tariff-needs.h"

G_BEGIN_DECLS

/** TALLY_BILL_PRICE_DECIMALS: of the prices of a #TallyBillMarket */
#define TALLY_BILL_PRICE_DECIMALS 6

/**
 * TallyBillMarket: what a plan's tariff needs of the system and the market, interval by interval
 * @coincident: (array length=n_coincident): intervals of the system's peaks
 * @prices, @export_prices: (nullable): of each interval, in millionths
 * @lack: what is not known, so that nothing may be priced; its unit is %NULL when all is
 */
typedef struct {
    size_t *coincident;
    size_t n_coincident;
    int64_t *prices;
    int64_t *export_prices;
    TallyBillLack lack;
} TallyBillMarket;

/** tally_bill_market_new: Returns: (transfer full): what @needs says; empty when it is nothing */
TallyBillMarket *tally_bill_market_new (const TallyBillRules *rules,
                                        TallyTariffNeeds needs,
                                        const TallyPricePeriod *period);
void tally_bill_market_free (TallyBillMarket *market);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallyBillMarket, tally_bill_market_free)

G_END_DECLS
