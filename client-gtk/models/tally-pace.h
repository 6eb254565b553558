// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** So many requests may follow each other at once … */
#define TALLY_PACE_AT_ONCE 80
/** … and then one each time this is over: the server takes 120 of an account at once and 2 a
 * second, and what else the window asks for comes out of the same. */
#define TALLY_PACE_EACH_US (600 * G_TIME_SPAN_MILLISECOND)

/** TallyPace: of requests that are sent one after another; 0 at first */
typedef struct {
    gint64 due_us; /* when all that was sent would have been sent evenly */
} TallyPace;

/**
 * tally_pace_wait:
 * @now_us: by g_get_monotonic_time()
 *
 * Counts a request that is to be sent.
 *
 * Returns: microseconds to wait before it is
 */
gint64 tally_pace_wait (TallyPace *pace, gint64 now_us);

G_END_DECLS
