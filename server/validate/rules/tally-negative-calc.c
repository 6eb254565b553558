// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/validate/rules/tally-negative-calc.h"

void
tally_negative_check (const TallyDayView *day, GArray *findings)
{
    for (int32_t i = 0; day->is_import_only && i < day->n; i++) {
        if (day->qualities[i] != TALLY_QUALITY_MISSING && day->values[i] < 0)
            tally_findings_add (findings, (TallyFinding){ TALLY_RULE_NEGATIVE, TALLY_SEVERITY_FAIL,
                                                          i, 1, day->values[i], 0 });
    }
}
