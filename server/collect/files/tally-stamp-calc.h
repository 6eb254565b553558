// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/collect/files/tally-file-text-calc.h"
#include "shared/time/tally-zone.h"

G_BEGIN_DECLS

/** Longest pattern of a stamp, in bytes. */
#define TALLY_STAMP_MAX_PATTERN 40

/**
 * TallyStamp:
 * @local: seconds since 1970-01-01 00:00, counted as if the stamp were UTC
 * @has_offset: whether the stamp says how far it is ahead of UTC
 * @offset_s: that; 0 without
 */
typedef struct {
    int64_t local;
    gboolean has_offset;
    int32_t offset_s;
} TallyStamp;

/**
 * tally_stamp_pattern_is_good:
 * @pattern: YYYY year or YY year of 2000 to 2099, MM month, DD day, hh hour, mm minute, ss second,
 *   AM for AM or PM, ZZ for an offset (Z, +08:00, +0800); all else stands for itself. "unix" are
 *   seconds since 1970.
 *
 * Returns: whether it tells a day and a minute, each part once
 */
gboolean tally_stamp_pattern_is_good (const char *pattern);

/**
 * tally_stamp_parse:
 * @text: of the form of @pattern; leading zeros may be missing where no digit follows; 24:00 is the
 *   end of the day
 *
 * Returns: %FALSE when it is no such time
 */
gboolean tally_stamp_parse (const char *pattern, TallyText text, TallyStamp *stamp);

/**
 * tally_stamp_instant:
 * @zone: whose clock the stamp follows
 * @local: what the clock shows
 * @after: the instant before it in the same series, or %G_MININT64
 * @instant: (out): Unix seconds
 *
 * In autumn a clock shows an hour twice: the first is meant, unless the series has passed it.
 *
 * Returns: %FALSE when no clock shows that, in the hour skipped in spring
 */
gboolean tally_stamp_instant (const TallyZone *zone,
                              int64_t local,
                              int64_t after,
                              int64_t *instant);

G_END_DECLS
