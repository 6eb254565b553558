// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/validate/rules/tally-negative-calc.h"

static gboolean
has_negative (const TallyDayView *day)
{
    uint64_t signs = 0;

    for (int32_t i = 0; i < day->n; i++)
        signs |= (uint64_t) day->values[i];
    return signs >> 63 != 0;
}

void
tally_negative_check (const TallyDayView *day, GArray *findings)
{
    if (!day->is_import_only || !has_negative (day))
        return;
    for (int32_t i = 0; i < day->n; i++) {
        if (day->qualities[i] != TALLY_QUALITY_MISSING && day->values[i] < 0)
            tally_findings_add (findings, (TallyFinding){ TALLY_RULE_NEGATIVE, TALLY_SEVERITY_FAIL,
                                                          i, 1, day->values[i], 0 });
    }
}
