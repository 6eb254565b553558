// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/validate/rules/tally-status-calc.h"

void
tally_status_check (int64_t bits,
                    int32_t first,
                    int32_t n,
                    const TallyRules *rules,
                    GArray *findings)
{
    int64_t failing = bits & rules->status_fail_bits;
    int64_t warning = bits & rules->status_warn_bits & ~failing;

    if ((failing | warning) != 0)
        tally_findings_add (findings, (TallyFinding){
                                          TALLY_RULE_STATUS,
                                          failing != 0 ? TALLY_SEVERITY_FAIL : TALLY_SEVERITY_WARN,
                                          first, n - first, failing | warning,
                                          rules->status_fail_bits | rules->status_warn_bits });
}
