// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-point.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_FIELD (TallyWirePoint, district_id, INT),
    TALLY_WIRE_FIELD (TallyWirePoint, point_id, INT),
    TALLY_WIRE_FIELD (TallyWirePoint, code, TEXT),
    TALLY_WIRE_FIELD (TallyWirePoint, name, TEXT),
    TALLY_WIRE_FIELD (TallyWirePoint, kind, TEXT),
    TALLY_WIRE_FIELD (TallyWirePoint, node_id, INT),
    TALLY_WIRE_FIELD (TallyWirePoint, node_name, TEXT),
    TALLY_WIRE_FIELD (TallyWirePoint, schedule, TEXT),
    TALLY_WIRE_FIELD (TallyWirePoint, interval_s, INT),
    TALLY_WIRE_FIELD (TallyWirePoint, capacity_w, INT),
    TALLY_WIRE_FIELD (TallyWirePoint, channels, INTS),
    TALLY_WIRE_FIELD (TallyWirePoint, time_zone, TEXT),
    TALLY_WIRE_FIELD (TallyWirePoint, valid_from, DAY),
    TALLY_WIRE_FIELD (TallyWirePoint, valid_to, DAY),
    TALLY_WIRE_FIELD (TallyWirePoint, exceptions_open, INT),
    TALLY_WIRE_FIELD (TallyWirePoint, newest_at, INSTANT),
    TALLY_WIRE_NESTED (TallyWirePoint, meters, ROWS, tally_wire_point_meter_type),
    TALLY_WIRE_NESTED (TallyWirePoint, agreements, ROWS, tally_wire_point_agreement_type),
    TALLY_WIRE_NESTED (TallyWirePoint, registers, ROWS, tally_wire_point_register_type),
};

TALLY_WIRE_DEFINE (TallyWirePoint, tally_wire_point);
