// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/collect/tally-collect-patrol.h"
#include "server/collect/tally-collect-spool.h"

G_BEGIN_DECLS

/**
 * TallyCollectTotals: what a round brought so far
 * @n_asked: attempts; each is one of @n_by_result. Meters behind a gateway that
 *   fell silent count, with the reason that they were not asked
 */
typedef struct {
    int64_t n_meters;
    int64_t n_asked;
    int64_t n_answered; /* ok, or ok but for the clock */
    int64_t n_values;
    int64_t n_by_result[TALLY_ATTEMPT_N_RESULTS];
    int64_t worst_clock_offset_ms;
} TallyCollectTotals;

/**
 * TallyCollectProgress:
 * @attempt: what was just asked; valid during the call
 *
 * Called in the thread of the round.
 */
typedef void (*TallyCollectProgress) (const TallyCollectTotals *totals,
                                      const TallyCollectAttempt *attempt,
                                      gpointer user_data);

/**
 * tally_collect_round:
 * @gateways: (element-type TallyCollectGateway): whom to visit
 * @lines: shared by all rounds of the program
 * @spool: takes every batch
 * @cancellable: (nullable): ends the round soon
 * @progress: (nullable): told after each meter
 * @totals: (out caller-allocates): what came
 * @error: return location: the spool could not keep a batch
 *
 * Visits all gateways at the same time in this thread, each over a connection of
 * its own, so that a dead one delays no other. Blocks until the last is done and
 * every batch is on the disk.
 */
gboolean tally_collect_round (GPtrArray *gateways,
                              const TallyCollectManner *manner,
                              TallyCollectLines *lines,
                              TallyCollectSpool *spool,
                              GCancellable *cancellable,
                              TallyCollectProgress progress,
                              gpointer user_data,
                              TallyCollectTotals *totals,
                              GError **error);

G_END_DECLS
