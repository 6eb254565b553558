// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire.h"

G_BEGIN_DECLS

/** TallyWireSummary: GET /api/v1/collection/summary: figures of one day's collection. */
typedef struct {
    char *day;
    int64_t points;
    int64_t asked;
    int64_t answered;
    int64_t read_rate_ppm; /* answered of asked */
    int64_t intervals_expected;
    int64_t intervals_present;
    int64_t intervals_estimated;
    int64_t intervals_missing;
    int64_t newest_at;
    int64_t worst_clock_offset_ms; /* signed; of the clock furthest off */
    int64_t points_complete;       /* every interval measured */
    int64_t on_time_ppm;           /* points complete by the deadline; -1: none was due yet */
} TallyWireSummary;

TALLY_WIRE_DECLARE (TallyWireSummary, tally_wire_summary);

G_END_DECLS
