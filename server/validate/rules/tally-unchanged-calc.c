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

void
tally_unchanged_check (const TallyDayView *day, const TallyRules *rules, GArray *findings)
{
    int32_t first = 0;

    for (int32_t i = 1; i <= day->n; i++) {
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
