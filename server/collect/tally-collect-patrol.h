// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/collect/tally-collect-lines.h"

G_BEGIN_DECLS

/**
 * tally_collect_patrol:
 * @gateways: (element-type TallyCollectGateway): whom to visit
 * @lines: shared by all patrols of the program
 * @cancellable: (nullable): ends every visit after the meter at hand
 * @sink: called in this thread
 * @error: return location: what the sink said
 *
 * Visits all gateways at the same time in this one thread, each over a
 * connection of its own. Those that answered last time go first, so that dead
 * ones never stand in the way; nobody waits for anybody. Blocks until the last
 * visit is over.
 */
gboolean tally_collect_patrol (GPtrArray *gateways,
                               const TallyCollectManner *manner,
                               TallyCollectLines *lines,
                               GCancellable *cancellable,
                               const TallyCollectSink *sink,
                               GError **error);

G_END_DECLS
