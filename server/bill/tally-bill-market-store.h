// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/bill/tally-bill-make-calc.h"
#include "server/db/tally-db.h"

G_BEGIN_DECLS

/* What a tariff may need beside the account's own intervals, loaded for many bills at once. */

/**
 * tally_bill_store_load_meters:
 * @values: district, first and last point, first day and the day after the last
 * @agreements: (inout): TallyBillAgreement, whose meters are noted
 */
gboolean tally_bill_store_load_meters (TallyDb *db,
                                       const char *const *values,
                                       GArray *agreements,
                                       GError **error);

/**
 * tally_bill_store_load_peaks:
 * @rules: (inout): the system's peaks of their month are put in
 * @version: 0: the one that holds
 */
gboolean tally_bill_store_load_peaks (TallyDb *db,
                                      TallyBillRules *rules,
                                      int32_t version,
                                      GError **error);

/** tally_bill_store_load_prices: likewise the prices of a series; @version: 0: as they hold */
gboolean tally_bill_store_load_prices (TallyDb *db,
                                       TallyBillRules *rules,
                                       const char *series,
                                       int32_t version,
                                       GError **error);

/** tally_bill_store_load_all_prices: of all series that the tariffs of @rules need */
gboolean tally_bill_store_load_all_prices (TallyDb *db, TallyBillRules *rules, GError **error);

/** tally_bill_store_load_prices_then: @prices: "day-ahead@3;feed-in@1", as bills keep them */
gboolean tally_bill_store_load_prices_then (TallyDb *db,
                                            TallyBillRules *rules,
                                            const char *prices,
                                            GError **error);

G_END_DECLS
