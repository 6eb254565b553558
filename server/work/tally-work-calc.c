// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/work/tally-work-calc.h"

#define FIRST_WAIT_S 5
#define LONGEST_WAIT_S 900
#define SECONDS_PER_DAY 86400

int64_t
tally_work_last_due (const TallyZone *zone, int64_t every_s, int64_t last, int64_t now)
{
    int64_t midnight = tally_day_start (zone, tally_day_of (zone, now));
    /* A day of 25 hours has one midnight all the same. */
    int64_t due = every_s >= SECONDS_PER_DAY ? midnight
                                             : midnight + (now - midnight) / every_s * every_s;

    g_assert (every_s > 0);

    return due > last ? due : TALLY_WORK_NOT_DUE;
}

int
tally_work_wait_s (int tries)
{
    int wait = FIRST_WAIT_S;

    for (int i = 1; i < tries && wait < LONGEST_WAIT_S; i++)
        wait *= 2;
    return MIN (wait, LONGEST_WAIT_S);
}
