// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/validate/rules/tally-capacity-calc.h"

/* Most days pass no limit: seen without branches, many intervals at once. */
static gboolean
passes (const TallyDayView *day, int64_t limit)
{
    uint8_t is_over = 0;

    for (int32_t i = 0; i < day->n; i++)
        is_over |= (uint8_t) ((day->qualities[i] != TALLY_QUALITY_MISSING)
                              & (day->values[i] > limit));
    return is_over != 0;
}

static void
check_limit (const TallyDayView *day,
             int64_t limit,
             TallyRule rule,
             TallySeverity severity,
             GArray *findings)
{
    TallyFinding run = { rule, severity, 0, 0, 0, limit };

    if (limit <= 0 || !passes (day, limit))
        return;
    for (int32_t i = 0; i <= day->n; i++) {
        gboolean is_over = i < day->n && day->qualities[i] != TALLY_QUALITY_MISSING
                           && day->values[i] > limit;

        if (!is_over) {
            if (run.n > 0)
                tally_findings_add (findings, run);
            run.n = 0;
            continue;
        }
        run.first = run.n == 0 ? i : run.first;
        run.found = run.n == 0 ? day->values[i] : MAX (run.found, day->values[i]);
        run.n++;
    }
}

void
tally_capacity_check (const TallyDayView *day, GArray *findings)
{
    check_limit (day, day->capacity, TALLY_RULE_CAPACITY, TALLY_SEVERITY_FAIL, findings);
    check_limit (day, day->physical, TALLY_RULE_PHYSICAL, TALLY_SEVERITY_FAIL, findings);
    check_limit (day, day->contract, TALLY_RULE_CONTRACT, TALLY_SEVERITY_WARN, findings);
}
