// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/collect/tally-collect-spool.h"
#include "server/collect/tally-collect-visit.h"

G_BEGIN_DECLS

/** Most gateways that are visited at the same time. */
#define TALLY_ROUND_MAX_THREADS 600

/**
 * TallyCollectLines:
 *
 * Sees to it that a gateway has one visitor at a time, whatever rounds go on.
 */
typedef struct _TallyCollectLines TallyCollectLines;

TallyCollectLines *tally_collect_lines_new (void);
void tally_collect_lines_free (TallyCollectLines *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallyCollectLines, tally_collect_lines_free)

/** TallyCollectTotals: what a round brought so far */
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
 * Called in the threads of the round, never in two at once.
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
 * Visits all gateways at the same time, each in a thread and over a connection
 * of its own, so that a dead one delays no other. Blocks until the last is done.
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
