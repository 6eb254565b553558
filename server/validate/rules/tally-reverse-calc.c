// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/validate/rules/tally-reverse-calc.h"

void
tally_reverse_check (int64_t exported, int32_t n, const TallyRules *rules, GArray *findings)
{
    if (rules->reverse_wh > 0 && exported > rules->reverse_wh)
        tally_findings_add (findings, (TallyFinding){ TALLY_RULE_REVERSE, TALLY_SEVERITY_WARN, 0, n,
                                                      exported, rules->reverse_wh });
}
