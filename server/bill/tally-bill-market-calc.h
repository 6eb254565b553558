// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/bill/tally-bill-make-calc.h"

G_BEGIN_DECLS

/**
 * TallyBillMarket: what a plan's tariff needs of the system and the market, interval by interval
 * @coincident: (array length=n_coincident): intervals of the system's peaks
 * @lack: what is not known, so that nothing may be priced; its unit is %NULL when all is
 */
typedef struct {
    size_t *coincident;
    size_t n_coincident;
    TallyBillLack lack;
} TallyBillMarket;

/** tally_bill_market_new: Returns: (transfer full): empty for a tariff that needs nothing */
TallyBillMarket *tally_bill_market_new (const TallyBillRules *rules, const TallyPricePlan *plan);
void tally_bill_market_free (TallyBillMarket *market);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallyBillMarket, tally_bill_market_free)

G_END_DECLS
