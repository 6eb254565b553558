// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/block/tally-block.h"

G_BEGIN_DECLS

/** Most findings kept of one day of one channel: more say nothing new. */
#define TALLY_VALIDATE_MAX_FINDINGS 32

typedef enum {
    TALLY_SEVERITY_INFO, /* for the record */
    TALLY_SEVERITY_WARN, /* queues for a clerk */
    TALLY_SEVERITY_FAIL, /* blocks billing */
} TallySeverity;

/** tally_severity_name: Returns: as validate.exception.severity says it */
const char *tally_severity_name (TallySeverity severity);

/**
 * TallyFinding: what a rule found in one day
 * @first: first interval of the day it is about
 * @n: number of intervals
 * @found, @limit: the figure that broke the rule and what it was held against, in the unit of
 *   the channel unless the rule says otherwise
 */
typedef struct {
    const char *rule;
    TallySeverity severity;
    int32_t first;
    int32_t n;
    int64_t found;
    int64_t limit;
} TallyFinding;

/**
 * TallyRules: parameters of the rules for one kind of point, from validate.parameter
 *
 * A parameter of 0 switches its rule off.
 */
typedef struct {
    int64_t spike_ratio_ppm;     /* (highest - third) / third; 1,800,000 is usual */
    int64_t spike_exempt_ppm;    /* days whose highest is below this share of capacity */
    int64_t unchanged_intervals; /* identical values above zero in a row */
    int64_t zero_intervals;      /* zeros in a row where the days before were not zero */
    int64_t register_ppm;        /* sum of intervals against register difference */
    int64_t main_check_ppm;      /* used where the exchange point states no tolerance */
    int64_t linear_intervals;    /* longest gap bridged by a straight line; 8 is two hours */
    int64_t like_days;           /* how far back like days are looked for; 28 is usual */
} TallyRules;

/**
 * TallyDayView: one local day of one channel, as rules see it
 * @values: (array length=n): energy of each interval, primary, in the channel's unit
 * @qualities: (array length=n): a #TallyQuality each
 * @capacity: most energy that can pass in one interval; 0: not known
 * @is_import_only: negative energy is impossible
 * @had_use: whether the days before were above zero
 */
typedef struct {
    const int64_t *values;
    const uint8_t *qualities;
    int32_t n;
    int64_t capacity;
    gboolean is_import_only;
    gboolean had_use;
} TallyDayView;

/** tally_findings_add: keeps @finding unless %TALLY_VALIDATE_MAX_FINDINGS are kept already */
void tally_findings_add (GArray *findings, TallyFinding finding);

G_END_DECLS
