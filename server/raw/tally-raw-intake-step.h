// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/collect/tally-collect-spool.h"
#include "server/raw/tally-raw-store.h"

G_BEGIN_DECLS

/**
 * TallyRawTaken: what was taken out of the spool
 * @n_refused: of @n_frames, those of retired months: kept in raw.refused, and told in the log
 */
typedef struct {
    int64_t n_batches;
    int64_t n_frames;
    int64_t n_new;
    int64_t n_refused;
} TallyRawTaken;

/**
 * tally_raw_intake_step:
 * @db: a connection of the collector role, not in a transaction
 * @spool: what the collector read
 * @taken: (out caller-allocates): what was done
 * @error: return location
 *
 * Takes a few batches out of the spool into the database: attempts, frames and
 * progress in one transaction, and only then out of the spool. Whatever stops
 * it, the next call does it again and stores nothing twice. Nothing was left
 * when `taken->n_batches` is 0. Who listens to "collect" hears "stored".
 */
gboolean tally_raw_intake_step (TallyDb *db,
                                TallyCollectSpool *spool,
                                TallyRawTaken *taken,
                                GError **error);

/** tally_raw_intake_all: repeats it until the spool is empty; @taken is the sum */
gboolean tally_raw_intake_all (TallyDb *db,
                               TallyCollectSpool *spool,
                               TallyRawTaken *taken,
                               GError **error);

/** tally_raw_intake_batch: stores one batch that came another way, in a transaction; one that is
 * stored already changes nothing */
gboolean tally_raw_intake_batch (TallyDb *db,
                                 const TallyCollectBatch *batch,
                                 TallyRawTaken *taken,
                                 GError **error);

G_END_DECLS
