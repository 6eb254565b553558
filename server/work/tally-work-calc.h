// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/time/tally-zone.h"

G_BEGIN_DECLS

/** What tally_work_last_due() gives for a job that is not due at all */
#define TALLY_WORK_NOT_DUE INT64_MIN

/**
 * tally_work_last_due:
 * @zone: the market's
 * @every_s: the job's rhythm, counted from each local midnight
 * @last: Unix seconds it was last due; %TALLY_WORK_NOT_DUE: never
 * @now: Unix seconds
 *
 * Returns: the newest time at or before @now at which the job is due, when
 *   that is after @last. Times missed in between are one catch-up, not many:
 *   every step does all there is to do. Counting from midnight keeps a daily
 *   job at midnight on the days when clocks change.
 */
int64_t tally_work_last_due (const TallyZone *zone, int64_t every_s, int64_t last, int64_t now);

/**
 * tally_work_wait_s:
 * @tries: how often it was tried
 *
 * Returns: seconds to wait before the next try: 5, 10, 20 … at most 15 minutes
 */
int tally_work_wait_s (int tries);

G_END_DECLS
