// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/collect/tally-collect-spool.h"

G_BEGIN_DECLS

/** Most batches that wait for the disk; then whoever brings more waits too. */
#define TALLY_KEEPER_MAX_WAITING 256

/**
 * TallyCollectKeeper:
 *
 * Puts batches into the spool in a thread of its own, as many at once as wait:
 * those who ask meters need not wait for the disk.
 */
typedef struct _TallyCollectKeeper TallyCollectKeeper;

TallyCollectKeeper *tally_collect_keeper_new (TallyCollectSpool *spool);

/**
 * tally_collect_keeper_take:
 * @batch: (transfer full): to keep
 *
 * Returns: %FALSE when batches could not be kept: do not ask for more
 */
gboolean tally_collect_keeper_take (TallyCollectKeeper *self,
                                    TallyCollectBatch *batch,
                                    GError **error);

/**
 * tally_collect_keeper_finish: waits until the last batch is on the disk; frees @self
 *
 * Returns: %FALSE when one could not be kept
 */
gboolean tally_collect_keeper_finish (TallyCollectKeeper *self, GError **error);

G_END_DECLS
