// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/validate/rules/tally-gap-calc.h"

#include <string.h>

static gboolean
is_whole (uint8_t quality)
{
    return quality == TALLY_QUALITY_MEASURED || quality == TALLY_QUALITY_EDITED;
}

void
tally_gap_check (const TallyDayView *day, GArray *findings)
{
    int32_t first = 0;

    if (day->n > 0 && is_whole (day->qualities[0])
        && memcmp (day->qualities, day->qualities + 1, (size_t) day->n - 1) == 0)
        return;
    for (int32_t i = 1; i <= day->n; i++) {
        uint8_t quality = day->qualities[first];
        gboolean is_missing = quality == TALLY_QUALITY_MISSING;

        if (i < day->n && day->qualities[i] == quality)
            continue;
        if (!is_whole (quality) && !(is_missing && day->is_awaited))
            tally_findings_add (findings,
                                (TallyFinding){ is_missing ? TALLY_RULE_MISSING : TALLY_RULE_GAP,
                                                is_missing ? TALLY_SEVERITY_FAIL
                                                           : TALLY_SEVERITY_INFO,
                                                first, i - first, i - first, 0 });
        first = i;
    }
}
