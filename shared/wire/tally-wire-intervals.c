// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-intervals.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_FIELD (TallyWireIntervals, district_id, INT),
    TALLY_WIRE_FIELD (TallyWireIntervals, point_id, INT),
    TALLY_WIRE_FIELD (TallyWireIntervals, code, TEXT),
    TALLY_WIRE_FIELD (TallyWireIntervals, name, TEXT),
    TALLY_WIRE_FIELD (TallyWireIntervals, channel, INT),
    TALLY_WIRE_FIELD (TallyWireIntervals, unit, TEXT),
    TALLY_WIRE_FIELD (TallyWireIntervals, interval_s, INT),
    TALLY_WIRE_FIELD (TallyWireIntervals, time_zone, TEXT),
    TALLY_WIRE_NESTED (TallyWireIntervals, days, ROWS, tally_wire_interval_day_type),
};

TALLY_WIRE_DEFINE (TallyWireIntervals, tally_wire_intervals);
