// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/validate/rules/tally-sum-calc.h"

#define PPM 1000000

void
tally_sum_check (int64_t area,
                 int64_t children,
                 int32_t n,
                 const TallyRules *rules,
                 GArray *findings)
{
    __int128 allowed = (__int128) area * (PPM + rules->sum_ppm) / PPM;

    if (rules->sum_ppm > 0 && children > allowed)
        tally_findings_add (findings, (TallyFinding){ TALLY_RULE_SUM, TALLY_SEVERITY_WARN, 0, n,
                                                      children, area });
}
