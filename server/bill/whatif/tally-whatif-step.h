// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/bill/tally-bill-step.h"
#include "server/bill/whatif/tally-whatif-store.h"

G_BEGIN_DECLS

/**
 * TallyWhatifOrder:
 * @conninfo: where the database is; every worker connects as tally_settle
 * @draft: the tariff to try; it is applied to the whole period, whatever its own first day
 * @scope: to whom; where it replaces no tariff in particular, every agreement of the scope is
 *   priced under @draft
 * @period: a month
 * @n_workers: threads; 0: one a processor
 * @cancellable: (nullable): ends it within half a second
 * @progress: (nullable): in the thread that called the step
 */
typedef struct {
    const char *conninfo;
    TallyTariff *draft;
    TallyWhatifScope scope;
    TallyDays period;
    guint n_workers;
    GCancellable *cancellable;
    TallyBillProgress progress;
    gpointer progress_data;
} TallyWhatifOrder;

/**
 * tally_whatif_step_run:
 * @order: what to price
 * @error: return location
 *
 * Prices a month twice, as it is and under a draft, and writes nothing. Blocks; call it in a
 * worker thread.
 *
 * Returns: (transfer full): the result, or %NULL with %TALLY_ERROR_NOT_FOUND (nobody is in the
 *   scope), %G_IO_ERROR_CANCELLED or what went wrong
 */
TallyWhatif *tally_whatif_step_run (const TallyWhatifOrder *order, GError **error);

G_END_DECLS
