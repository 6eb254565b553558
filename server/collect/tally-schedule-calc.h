// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/time/tally-zone.h"

G_BEGIN_DECLS

/** Shortest and longest period of a schedule, in seconds. */
#define TALLY_SCHEDULE_MIN_S 60
#define TALLY_SCHEDULE_MAX_S 86400

/**
 * TallySchedule: when a group of points is read
 * @period_s: a divisor of 3600, or a multiple of it that divides 86400
 * @after_s: how long after the beginning of each period: meters get time to close their
 *   interval. Of a daily schedule what a local clock shows then.
 *
 * Times are the market's. Periods count from local midnight, so that a day of 92, 96 or 100
 * quarter-hours has as many readings; a last period that a change of clocks cut short counts
 * too. What a clock skips is due when it has skipped it; what it shows twice, the first time.
 */
typedef struct {
    int32_t period_s;
    int32_t after_s;
} TallySchedule;

/** tally_schedule_check: Returns: %FALSE with %TALLY_ERROR_INVALID naming the field */
gboolean tally_schedule_check (const TallySchedule *self, GError **error);

/** tally_schedule_last: Returns: the last time it was due, up to and with @now (Unix seconds) */
int64_t tally_schedule_last (const TallySchedule *self, const TallyZone *zone, int64_t now);

/** tally_schedule_next: Returns: the first time it is due after @now */
int64_t tally_schedule_next (const TallySchedule *self, const TallyZone *zone, int64_t now);

G_END_DECLS
