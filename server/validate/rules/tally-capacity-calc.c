// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/validate/rules/tally-capacity-calc.h"

void
tally_capacity_check (const TallyDayView *day, GArray *findings)
{
    for (int32_t i = 0; day->capacity > 0 && i < day->n; i++) {
        if (day->qualities[i] != TALLY_QUALITY_MISSING && day->values[i] > day->capacity)
            tally_findings_add (findings, (TallyFinding){ "capacity", TALLY_SEVERITY_FAIL, i, 1,
                                                          day->values[i], day->capacity });
    }
}
