// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/validate/rules/tally-clock-calc.h"

void
tally_clock_check (const TallyClockSeen *seen,
                   size_t n_seen,
                   int32_t n,
                   int32_t interval_s,
                   const TallyRules *rules,
                   GArray *findings)
{
    const TallyClockSeen *worst = NULL;

    for (size_t i = 0; rules->clock_ms > 0 && i < n_seen; i++) {
        int32_t at = MIN (seen[i].second / interval_s, n - 1);

        if (ABS (seen[i].offset_ms) > rules->clock_ms
            && (worst == NULL || ABS (seen[i].offset_ms) > ABS (worst->offset_ms)))
            worst = &seen[i];
        if (ABS (seen[i].jump_ms) > rules->clock_ms)
            tally_findings_add (findings,
                                (TallyFinding){ TALLY_RULE_CLOCK_SET, TALLY_SEVERITY_INFO, at, 1,
                                                seen[i].jump_ms, rules->clock_ms });
    }
    if (worst != NULL)
        tally_findings_add (findings, (TallyFinding){ TALLY_RULE_CLOCK, TALLY_SEVERITY_WARN,
                                                      MIN (worst->second / interval_s, n - 1), 1,
                                                      worst->offset_ms, rules->clock_ms });
}
