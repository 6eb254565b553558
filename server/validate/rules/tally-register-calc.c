// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/validate/rules/tally-register-calc.h"

#define PPM 1000000

void
tally_register_check (int64_t sum,
                      int64_t difference,
                      int64_t multiplier,
                      int32_t n,
                      const TallyRules *rules,
                      GArray *findings)
{
    __int128 apart = (__int128) sum - difference;
    __int128 allowed = (__int128) difference * rules->register_ppm / PPM;

    if (rules->register_ppm == 0)
        return;
    apart = apart < 0 ? -apart : apart;
    allowed = MAX (allowed, (__int128) multiplier * 2);
    if (apart > allowed)
        tally_findings_add (findings, (TallyFinding){ TALLY_RULE_REGISTER, TALLY_SEVERITY_FAIL, 0,
                                                      n, sum, difference });
}
