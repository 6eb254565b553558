// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/bill/tally-bill-step.h"
#include "server/bill/tally-bill-to-date-store.h"

G_BEGIN_DECLS

/** TALLY_BILL_OPEN_MONTHS: months before the current one that may still wait for their bill */
#define TALLY_BILL_OPEN_MONTHS 2

/**
 * TallyBillRefresh:
 * @district_id: 0: all
 * @now: Unix seconds
 * @is_full: even those of which nothing changed
 * @cancellable: (nullable):
 * @progress: (nullable): agreements that were made
 */
typedef struct {
    int32_t district_id;
    int64_t now;
    gboolean is_full;
    GCancellable *cancellable;
    TallyBillProgress progress;
    gpointer progress_data;
} TallyBillRefresh;

/** TallyBillRefreshed: pieces that were made anew, those passed over, and rows written */
typedef struct {
    int64_t n_made;
    int64_t n_same;
    int64_t n_rows;
} TallyBillRefreshed;

/**
 * tally_bill_step_to_date:
 * @db: a connection of the settle role, not in a transaction
 * @refresh: what to look at
 * @result: (out): what was done
 * @error: return location
 *
 * Makes the bills to date and forecasts of every agreement anew, a range of points at a time,
 * each in one transaction; ranges of which nothing changed since the last time are passed
 * over. Safe to repeat and to end at any moment: what was not reached is found next time.
 */
gboolean tally_bill_step_to_date (TallyDb *db,
                                  const TallyBillRefresh *refresh,
                                  TallyBillRefreshed *result,
                                  GError **error);

G_END_DECLS
