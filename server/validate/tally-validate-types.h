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

/** TallyRule: every rule that leaves an exception; the name is tally_rule_name() */
typedef enum {
    TALLY_RULE_OFF_GRID,
    TALLY_RULE_FUTURE,
    TALLY_RULE_UNINSTALLED,
    TALLY_RULE_CONFLICT,
    TALLY_RULE_GAP,
    TALLY_RULE_MISSING,
    TALLY_RULE_REGISTER,
    TALLY_RULE_REGISTER_DECREASE,
    TALLY_RULE_ROLLOVER,
    TALLY_RULE_SPIKE,
    TALLY_RULE_HIGH_USAGE,
    TALLY_RULE_LOW_USAGE,
    TALLY_RULE_ZERO_RUN,
    TALLY_RULE_UNCHANGED,
    TALLY_RULE_CAPACITY,
    TALLY_RULE_PHYSICAL,
    TALLY_RULE_CONTRACT,
    TALLY_RULE_NEGATIVE,
    TALLY_RULE_REVERSE,
    TALLY_RULE_MAIN_CHECK,
    TALLY_RULE_SUM,
    TALLY_RULE_CLOCK,
    TALLY_RULE_CLOCK_SET,
    TALLY_RULE_POWER_FACTOR,
    TALLY_RULE_QUADRANTS,
    TALLY_RULE_STATUS,
    TALLY_RULE_N
} TallyRule;

/** tally_rule_name: Returns: as validate.exception.rule says it */
const char *tally_rule_name (TallyRule rule);

/** tally_rule_find: Returns: %FALSE when no rule has that name */
gboolean tally_rule_find (const char *name, TallyRule *rule);

/**
 * TallyFinding: what a rule found in one day
 * @severity: the rule's own; tally_findings_settle() puts that of the parameters in its place
 * @first: first interval of the day it is about
 * @n: number of intervals
 * @found, @limit: the figure that broke the rule and what it was held against, in the unit of
 *   the channel unless the rule says otherwise
 */
typedef struct {
    TallyRule rule;
    TallySeverity severity;
    int32_t first;
    int32_t n;
    int64_t found;
    int64_t limit;
} TallyFinding;

/** What a rule's severity parameter says where there is none. */
#define TALLY_SEVERITY_OWN (-1)

/** A rule that is switched off by its severity parameter leaves no exception. */
#define TALLY_SEVERITY_OFF 9

/**
 * TallyRules: parameters of the rules for one kind of point, from validate.parameter
 *
 * A parameter of 0 switches its rule off.
 */
typedef struct {
    int64_t deadline_s;          /* after the day's end: till then estimates are provisional */
    int64_t spike_ratio_ppm;     /* (highest - third) / third; 1,800,000 is usual */
    int64_t spike_exempt_ppm;    /* days whose highest is below this share of capacity */
    int64_t usage_high_ppm;      /* of the mean of like days before */
    int64_t usage_low_ppm;       /* of the mean of like days before */
    int64_t usage_exempt_ppm;    /* days below this share of capacity x day */
    int64_t usage_year_before;   /* 1: the days about the same date last year count too */
    int64_t unchanged_intervals; /* identical values above zero in a row */
    int64_t zero_intervals;      /* zeros in a row where the days before were not zero */
    int64_t register_ppm;        /* sum of intervals against register difference */
    int64_t physical_ppm;        /* of CT primary x PT primary x root of three */
    int64_t contract_ppm;        /* of the agreement's contracted power */
    int64_t reverse_wh;          /* export a day on a point without an export channel */
    int64_t main_check_ppm;      /* used where the exchange point states no tolerance */
    int64_t sum_ppm;             /* children of an area over the area's own meter */
    int64_t clock_ms;            /* offset of the meter's clock */
    int64_t factor_low_ppm;      /* lowest power factor of a day */
    int64_t factor_exempt_ppm;   /* days of less apparent energy than this of capacity x day */
    int64_t quadrant_ppm;        /* both reactive directions over this share of active energy */
    int64_t status_fail_bits;    /* of the meter's status word */
    int64_t status_warn_bits;
    int64_t linear_intervals;         /* longest gap bridged by a straight line; 8 is two hours */
    int64_t like_days;                /* how far back like days are looked for; 28 is usual */
    int64_t severities[TALLY_RULE_N]; /* a #TallySeverity, or %TALLY_SEVERITY_OWN or _OFF */
} TallyRules;

/** tally_rules_init: all parameters 0, every rule with its own severity */
void tally_rules_init (TallyRules *rules);

/**
 * tally_rules_set:
 * @name: as in validate.parameter: "RULE.NAME", such as "spike.ratio_ppm" or "spike.severity"
 *
 * Returns: %FALSE when no rule takes a parameter of that name
 */
gboolean tally_rules_set (TallyRules *rules, const char *name, int64_t value);

/**
 * tally_rules_check:
 * @name: as of tally_rules_set()
 *
 * Whether a person may set the parameter to @value. Returns: %FALSE with %TALLY_ERROR_NOT_FOUND
 * when no rule takes it, or %TALLY_ERROR_INVALID with what it takes
 */
gboolean tally_rules_check (const char *name, int64_t value, GError **error);

/**
 * TallyDayView: one local day of one channel, as rules see it
 * @values: (array length=n): energy of each interval, primary, in the channel's unit
 * @qualities: (array length=n): a #TallyQuality each
 * @capacity: most energy that can pass in one interval; 0: not known
 * @is_import_only: negative energy is impossible
 * @had_use: whether the days before were above zero
 * @physical: most energy of an interval that the transformers can pass; 0: not known
 * @contract: energy of an interval at contracted power; 0: not known
 * @is_awaited: the deadline has not passed: what is missing may still come
 * @before: how many intervals of the days before stand in front of @values and @qualities
 */
typedef struct {
    const int64_t *values;
    const uint8_t *qualities;
    int32_t n;
    int64_t capacity;
    gboolean is_import_only;
    gboolean had_use;
    int64_t physical;
    int64_t contract;
    gboolean is_awaited;
    int32_t before;
} TallyDayView;

/** tally_findings_add: keeps @finding unless %TALLY_VALIDATE_MAX_FINDINGS are kept already */
void tally_findings_add (GArray *findings, TallyFinding finding);

/** tally_findings_settle: gives each finding the severity of @rules, drops those switched off */
void tally_findings_settle (GArray *findings, const TallyRules *rules);

/** tally_point_kind_is_known: whether a point may be of that kind (ref.point) */
gboolean tally_point_kind_is_known (const char *kind);

G_END_DECLS
