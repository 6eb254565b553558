// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-summary.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_FIELD (TallyWireSummary, day, DAY),
    TALLY_WIRE_FIELD (TallyWireSummary, points, INT),
    TALLY_WIRE_FIELD (TallyWireSummary, asked, INT),
    TALLY_WIRE_FIELD (TallyWireSummary, answered, INT),
    TALLY_WIRE_FIELD (TallyWireSummary, read_rate_ppm, INT),
    TALLY_WIRE_FIELD (TallyWireSummary, intervals_expected, INT),
    TALLY_WIRE_FIELD (TallyWireSummary, intervals_present, INT),
    TALLY_WIRE_FIELD (TallyWireSummary, intervals_estimated, INT),
    TALLY_WIRE_FIELD (TallyWireSummary, intervals_missing, INT),
    TALLY_WIRE_FIELD (TallyWireSummary, newest_at, INSTANT),
    TALLY_WIRE_FIELD (TallyWireSummary, worst_clock_offset_ms, INT),
    TALLY_WIRE_FIELD (TallyWireSummary, points_complete, INT),
    TALLY_WIRE_FIELD (TallyWireSummary, on_time_ppm, INT),
};

TALLY_WIRE_DEFINE (TallyWireSummary, tally_wire_summary);
