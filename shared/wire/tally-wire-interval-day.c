// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-interval-day.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_FIELD (TallyWireIntervalDay, day, DAY),
    TALLY_WIRE_FIELD (TallyWireIntervalDay, first_at, INSTANT),
    TALLY_WIRE_FIELD (TallyWireIntervalDay, version, INT),
    TALLY_WIRE_FIELD (TallyWireIntervalDay, made_by, TEXT),
    TALLY_WIRE_FIELD (TallyWireIntervalDay, made_at, INSTANT),
    TALLY_WIRE_FIELD (TallyWireIntervalDay, values, BIGS),
    TALLY_WIRE_FIELD (TallyWireIntervalDay, quality, INTS),
    TALLY_WIRE_FIELD (TallyWireIntervalDay, reason, TEXT),
    TALLY_WIRE_NESTED (TallyWireIntervalDay, like_days, ROWS, tally_wire_like_day_type),
};

TALLY_WIRE_DEFINE (TallyWireIntervalDay, tally_wire_interval_day);
