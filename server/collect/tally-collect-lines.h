// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/collect/tally-breaker-calc.h"
#include "server/collect/tally-collect-visit.h"

G_BEGIN_DECLS

/** Most gateways that are visited at the same time by all rounds of a program. */
#define TALLY_LINES_MAX 800

/**
 * TallyCollectLines:
 *
 * Sees to it that a gateway has one visitor at a time, whatever rounds go on,
 * that there are not too many connections, and remembers which gateways are
 * worth asking. Any thread may use it.
 */
typedef struct _TallyCollectLines TallyCollectLines;

TallyCollectLines *tally_collect_lines_new (void);
void tally_collect_lines_free (TallyCollectLines *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallyCollectLines, tally_collect_lines_free)

/**
 * tally_collect_lines_take:
 * @is_urgent: whether a visitor who is there shall make room after the meter at hand
 *
 * Returns: whether the line is the caller's now, until tally_collect_lines_give_back()
 */
gboolean tally_collect_lines_take (TallyCollectLines *self,
                                   const TallyCollectGateway *gateway,
                                   gboolean is_urgent);

/** tally_collect_lines_give_back: the visit is over */
void tally_collect_lines_give_back (TallyCollectLines *self,
                                    const TallyCollectGateway *gateway,
                                    TallyVisitEnd end);

/** tally_collect_lines_make_room: gives the line back for a while; the visit is not over */
void tally_collect_lines_make_room (TallyCollectLines *self, const TallyCollectGateway *gateway);

/** tally_collect_lines_is_wanted: whether somebody urgent waits for the line */
gboolean tally_collect_lines_is_wanted (TallyCollectLines *self,
                                        const TallyCollectGateway *gateway);

/** tally_collect_lines_get_breaker: Returns: what is known of @gateway */
TallyBreaker tally_collect_lines_get_breaker (TallyCollectLines *self,
                                              const TallyCollectGateway *gateway);

/** tally_collect_lines_get_n_resting: Returns: gateways whose circuit is open */
guint tally_collect_lines_get_n_resting (TallyCollectLines *self);

G_END_DECLS
