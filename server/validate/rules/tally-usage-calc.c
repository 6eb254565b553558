// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/validate/rules/tally-usage-calc.h"

#define PPM 1000000

static int64_t
share (int64_t energy, int64_t ppm)
{
    return (int64_t) ((__int128) energy * ppm / PPM);
}

void
tally_usage_check (const TallyUsageView *day, const TallyRules *rules, GArray *findings)
{
    int64_t exempt = share (day->capacity, rules->usage_exempt_ppm);
    __int128 total = 0;
    int64_t mean;
    int64_t high;
    int64_t low;

    if (day->n_like < TALLY_USAGE_MIN_LIKE)
        return;
    for (size_t i = 0; i < day->n_like; i++)
        total += day->like[i];
    mean = (int64_t) (total / (int64_t) day->n_like);
    high = share (mean, rules->usage_high_ppm);
    low = share (mean, rules->usage_low_ppm);
    if (rules->usage_high_ppm > 0 && day->sum > exempt && day->sum > high)
        tally_findings_add (findings, (TallyFinding){ TALLY_RULE_HIGH_USAGE, TALLY_SEVERITY_WARN, 0,
                                                      day->n, day->sum, high });
    if (rules->usage_low_ppm > 0 && mean > exempt && day->sum < low)
        tally_findings_add (findings, (TallyFinding){ TALLY_RULE_LOW_USAGE, TALLY_SEVERITY_WARN, 0,
                                                      day->n, day->sum, low });
}
