// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/bill/tally-bill-inputs-calc.h"

G_BEGIN_DECLS

/* A bill priced again, by what bill runs price with, from what it was made of: so that its lines
 * are explained by just what they came from, on paper and on the customers' pages. Pure. */

/**
 * TallyBillAgain: which bill, and what it was made of
 * @month: it is of
 * @zone, @currency: of its district
 * @agreement_id, @version, @tariff_code: of the bill
 * @tariffs: (nullable) (element-type TallyBillTariff): versions that are known of its tariff
 * @inputs: (nullable): of its made_of; %NULL: it was not kept
 * @agreement, @calendars: (nullable): what stands for @inputs where there are none
 * @market: (nullable): the document of "bill/past-market"
 * @measured: intervals of the whole month
 */
typedef struct {
    TallyDays month;
    const TallyZone *zone;
    const char *currency;
    int64_t agreement_id;
    int32_t version;
    const char *tariff_code;
    const GArray *tariffs;
    const TallyBillInputs *inputs;
    const TallyBillAgreement *agreement;
    GHashTable *calendars;
    const char *market;
    TallyBillMeasured measured;
} TallyBillAgain;

/**
 * tally_bill_again_price:
 * @look: sees each line in the order of the bill; none when nothing can be priced
 *
 * Returns: %FALSE with %TALLY_ERROR_INVALID, %TALLY_ERROR_OVERFLOW, or what @look says
 */
gboolean tally_bill_again_price (const TallyBillAgain *again,
                                 TallyBillLook look,
                                 gpointer user_data,
                                 GError **error);

G_END_DECLS
