// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/models/tally-pace.h"

gint64
tally_pace_wait (TallyPace *pace, gint64 now_us)
{
    pace->due_us = MAX (pace->due_us, now_us) + TALLY_PACE_EACH_US;
    return MAX (0, pace->due_us - now_us - TALLY_PACE_AT_ONCE * TALLY_PACE_EACH_US);
}
