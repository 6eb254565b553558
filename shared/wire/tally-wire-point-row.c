// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-point-row.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_FIELD (TallyWirePointRow, district_id, INT),
    TALLY_WIRE_FIELD (TallyWirePointRow, point_id, INT),
    TALLY_WIRE_FIELD (TallyWirePointRow, code, TEXT),
    TALLY_WIRE_FIELD (TallyWirePointRow, name, TEXT),
    TALLY_WIRE_FIELD (TallyWirePointRow, kind, TEXT),
    TALLY_WIRE_FIELD (TallyWirePointRow, node_id, INT),
    TALLY_WIRE_FIELD (TallyWirePointRow, node_name, TEXT),
    TALLY_WIRE_FIELD (TallyWirePointRow, meter_serial, TEXT),
    TALLY_WIRE_FIELD (TallyWirePointRow, exceptions_open, INT),
    TALLY_WIRE_FIELD (TallyWirePointRow, newest_at, INSTANT),
};

TALLY_WIRE_DEFINE (TallyWirePointRow, tally_wire_point_row);
