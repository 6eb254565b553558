// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/validate/rules/tally-spike-calc.h"

#define PPM 1000000

/* Puts @value where it belongs among the three highest. */
static void
rank (int64_t value, int32_t at, int64_t top[3], int32_t *first_at)
{
    if (value > top[0]) {
        top[2] = top[1];
        top[1] = top[0];
        top[0] = value;
        *first_at = at;
    } else if (value > top[1]) {
        top[2] = top[1];
        top[1] = value;
    } else if (value > top[2]) {
        top[2] = value;
    }
}

static int64_t
highest (const TallyDayView *day)
{
    int64_t most = -1;

    for (int32_t i = 0; i < day->n; i++) {
        int64_t value = day->qualities[i] == TALLY_QUALITY_MEASURED ? day->values[i] : -1;

        most = MAX (most, value);
    }
    return most;
}

void
tally_spike_check (const TallyDayView *day, const TallyRules *rules, GArray *findings)
{
    int64_t top[3] = { -1, -1, -1 };
    int32_t first_at = 0;

    /* A day that is exempt need not be ranked. */
    if (rules->spike_ratio_ppm == 0
        || (__int128) highest (day) * PPM < (__int128) day->capacity * rules->spike_exempt_ppm)
        return;
    for (int32_t i = 0; i < day->n; i++) {
        if (day->qualities[i] == TALLY_QUALITY_MEASURED)
            rank (day->values[i], i, top, &first_at);
    }
    if (top[2] <= 0)
        return;
    if ((__int128) (top[0] - top[2]) * PPM > (__int128) top[2] * rules->spike_ratio_ppm)
        tally_findings_add (findings, (TallyFinding){ TALLY_RULE_SPIKE, TALLY_SEVERITY_WARN,
                                                      first_at, 1, top[0], top[2] });
}
