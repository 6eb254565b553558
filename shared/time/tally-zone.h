// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/time/tally-day.h"

G_BEGIN_DECLS

/**
 * TallyZone:
 *
 * An IANA time zone, read once and kept for the life of the process, safe to
 * use from any thread. Days of 1990 to 2089 are answered from a table; others
 * are worked out. Instants are seconds since 1970-01-01 00:00 UTC.
 */
typedef struct _TallyZone TallyZone;

/**
 * tally_zone_get:
 * @name: for example "Asia/Shanghai"
 * @error: return location
 *
 * Returns: (transfer none): the zone, or %NULL with %TALLY_ERROR_INVALID
 */
const TallyZone *tally_zone_get (const char *name, GError **error);

const char *tally_zone_get_name (const TallyZone *zone);

/** tally_zone_offset: Returns: seconds local time is ahead of UTC at @instant */
int32_t tally_zone_offset (const TallyZone *zone, int64_t instant);

/**
 * tally_zone_standard_offset: of summer and winter, the offset that is further west
 *
 * Returns: seconds standard time is ahead of UTC in @year
 */
int32_t tally_zone_standard_offset (const TallyZone *zone, int year);

/**
 * tally_day_start:
 * @zone: the market's zone
 * @day: a local day
 *
 * Returns: the first instant of @day. Where clocks skip midnight that is the
 *   instant of the change. The start of the next day ends it.
 */
int64_t tally_day_start (const TallyZone *zone, TallyDay day);

/**
 * tally_day_intervals:
 * @interval_seconds: a divisor of 3600, or a multiple of it that divides 86400
 *
 * Returns: how many intervals @day has: 96 quarter-hours, 92 or 100 when clocks
 *   change. A rest shorter than an interval (zones that moved by odd minutes)
 *   counts as one, so that no instant is lost.
 */
int32_t tally_day_intervals (const TallyZone *zone, TallyDay day, int32_t interval_seconds);

/** tally_days_intervals: Returns: the sum of tally_day_intervals() over @days */
int64_t tally_days_intervals (const TallyZone *zone, TallyDays days, int32_t interval_seconds);

/** tally_day_instant: Returns: the beginning of interval @index (0 first) of @day */
int64_t tally_day_instant (const TallyZone *zone,
                           TallyDay day,
                           int32_t index,
                           int32_t interval_seconds);

/** tally_day_of: Returns: the local day @instant falls on */
TallyDay tally_day_of (const TallyZone *zone, int64_t instant);

/**
 * tally_day_locate:
 * @instant: any instant
 * @interval_seconds: length of an interval
 * @day: (out): the local day it falls on
 * @index: (out): the interval of that day it falls in, 0 first
 *
 * The inverse of tally_day_instant().
 */
void tally_day_locate (const TallyZone *zone,
                       int64_t instant,
                       int32_t interval_seconds,
                       TallyDay *day,
                       int32_t *index);

/** tally_zone_second_of_day: Returns: 0 to 86399, what a local clock shows at @instant */
int32_t tally_zone_second_of_day (const TallyZone *zone, int64_t instant);

G_END_DECLS
