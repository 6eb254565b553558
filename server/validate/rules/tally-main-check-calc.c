// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/validate/rules/tally-main-check-calc.h"

#define PPM 1000000

void
tally_main_check_check (const int64_t *main,
                        const uint8_t *main_qualities,
                        const int64_t *check,
                        const uint8_t *check_qualities,
                        int32_t n,
                        int64_t tolerance_ppm,
                        GArray *findings)
{
    __int128 main_sum = 0;
    __int128 check_sum = 0;
    __int128 apart;

    for (int32_t i = 0; i < n; i++) {
        if (main_qualities[i] != TALLY_QUALITY_MEASURED
            || check_qualities[i] != TALLY_QUALITY_MEASURED)
            continue;
        main_sum += main[i];
        check_sum += check[i];
    }
    apart = main_sum > check_sum ? main_sum - check_sum : check_sum - main_sum;
    if (tolerance_ppm > 0 && apart * PPM > (main_sum + check_sum) / 2 * tolerance_ppm)
        tally_findings_add (findings, (TallyFinding){ TALLY_RULE_MAIN_CHECK, TALLY_SEVERITY_WARN, 0,
                                                      n, (int64_t) apart, (int64_t) main_sum });
}
