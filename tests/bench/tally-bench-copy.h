// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/tally-db.h"

G_BEGIN_DECLS

/**
 * tally_bench_keep_rows:
 *
 * Returns: (transfer full) (element-type GBytes): every row of raw.frame as COPY gives it, in the
 *   pieces in which it comes
 */
GPtrArray *tally_bench_keep_rows (TallyDb *db);

/** tally_bench_copy_bare: the least that can be done with @pieces: one COPY, one COMMIT, nothing
 * looked at. Returns: microseconds */
gint64 tally_bench_copy_bare (TallyDb *db, GPtrArray *pieces);

/** tally_bench_rows_stored: Returns: frames in raw.frame */
gint64 tally_bench_rows_stored (TallyDb *db);

G_END_DECLS
