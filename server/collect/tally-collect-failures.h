// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/collect/tally-collect-desk.h"
#include "server/collect/tally-collect-lines.h"

G_BEGIN_DECLS

/** TallyCollectFailures: meters that owe an answer since the last round; of one thread */
typedef struct _TallyCollectFailures TallyCollectFailures;

TallyCollectFailures *tally_collect_failures_new (void);
void tally_collect_failures_free (TallyCollectFailures *self);

/** tally_collect_failures_note: @attempt failed, or made good for one that did */
void tally_collect_failures_note (TallyCollectFailures *self, const TallyCollectAttempt *attempt);

void tally_collect_failures_clear (TallyCollectFailures *self);

guint tally_collect_failures_get_n (const TallyCollectFailures *self);

/**
 * tally_collect_failures_plan:
 * @plan: of the round; outlives what is given
 * @now_us: monotonic time
 *
 * Returns: (transfer full) (element-type TallyCollectGateway): of @plan the meters that owe an
 *   answer and have rested: 5 s after the first time, twice as long after each, at most an hour;
 *   none behind gateways that rest themselves
 */
GPtrArray *tally_collect_failures_plan (const TallyCollectFailures *self,
                                        const GPtrArray *plan,
                                        TallyCollectLines *lines,
                                        int64_t now_us);

G_END_DECLS
