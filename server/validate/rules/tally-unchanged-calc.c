// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/validate/rules/tally-unchanged-calc.h"

/* How much of a run that begins the day lies in the days before. */
static int32_t
count_before (const TallyDayView *day)
{
    int32_t n = 0;

    while (n < day->before && day->qualities[-n - 1] == TALLY_QUALITY_MEASURED
           && day->values[-n - 1] == day->values[0])
        n++;
    return n;
}

static void
judge (const TallyDayView *day, const TallyRules *rules, int32_t first, int32_t n, GArray *findings)
{
    int64_t value = day->values[first];
    int64_t limit = value == 0 ? rules->zero_intervals : rules->unchanged_intervals;
    gboolean is_odd = value != 0 || day->had_use;
    int64_t found = n;

    if (limit == 0 || !is_odd)
        return;
    if (first == 0)
        found += count_before (day);
    if (found > limit)
        tally_findings_add (findings,
                            (TallyFinding){ value == 0 ? TALLY_RULE_ZERO_RUN : TALLY_RULE_UNCHANGED,
                                            TALLY_SEVERITY_WARN, first, n, found, limit });
}

/* No run of the day is longer than the intervals that are like the one before them, and one. */
static int64_t
longest_possible (const TallyDayView *day)
{
    int64_t n = 1;

    for (int32_t i = 1; i < day->n; i++)
        n += day->values[i] == day->values[i - 1];
    return n;
}

static int64_t
least_limit (const TallyRules *rules)
{
    int64_t zero = rules->zero_intervals > 0 ? rules->zero_intervals : INT64_MAX;
    int64_t other = rules->unchanged_intervals > 0 ? rules->unchanged_intervals : INT64_MAX;

    return MIN (zero, other);
}

void
tally_unchanged_check (const TallyDayView *day, const TallyRules *rules, GArray *findings)
{
    /* Only the first run may go on from the days before. */
    gboolean first_only = longest_possible (day) <= least_limit (rules);
    int32_t first = 0;

    for (int32_t i = 1; i <= day->n && !(first_only && first > 0); i++) {
        gboolean goes_on = i < day->n && day->values[i] == day->values[first]
                           && day->qualities[i] == TALLY_QUALITY_MEASURED
                           && day->qualities[first] == TALLY_QUALITY_MEASURED;

        if (goes_on)
            continue;
        if (day->qualities[first] == TALLY_QUALITY_MEASURED)
            judge (day, rules, first, i - first, findings);
        first = i;
    }
}
