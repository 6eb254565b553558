// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/bill/whatif/tally-whatif-step.h"

G_BEGIN_DECLS

/* One connection and all it needs for unit after unit; only bill/whatif includes this. */
typedef struct _TallyWhatifWorker TallyWhatifWorker;

/** tally_whatif_worker_new: @snapshot: what all workers see */
TallyWhatifWorker *tally_whatif_worker_new (const TallyWhatifOrder *order,
                                            const char *snapshot,
                                            GCancellable *cancellable,
                                            GError **error);
void tally_whatif_worker_free (TallyWhatifWorker *worker);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallyWhatifWorker, tally_whatif_worker_free)

/** tally_whatif_worker_price: @keys: agreements of one district, in order of point */
gboolean tally_whatif_worker_price (TallyWhatifWorker *worker,
                                    const TallyWhatifKey *keys,
                                    size_t n_keys,
                                    GError **error);

/** tally_whatif_worker_get: Returns: (transfer none): what it has found so far */
const TallyWhatif *tally_whatif_worker_get (const TallyWhatifWorker *worker);

G_END_DECLS
