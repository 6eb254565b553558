// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-failing-row.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_FIELD (TallyWireFailingRow, district_id, INT),
    TALLY_WIRE_FIELD (TallyWireFailingRow, point_id, INT),
    TALLY_WIRE_FIELD (TallyWireFailingRow, code, TEXT),
    TALLY_WIRE_FIELD (TallyWireFailingRow, name, TEXT),
    TALLY_WIRE_FIELD (TallyWireFailingRow, serial, TEXT),
    TALLY_WIRE_FIELD (TallyWireFailingRow, gateway, TEXT),
    TALLY_WIRE_FIELD (TallyWireFailingRow, reason, TEXT),
    TALLY_WIRE_FIELD (TallyWireFailingRow, since, INSTANT),
    TALLY_WIRE_FIELD (TallyWireFailingRow, tries, INT),
    TALLY_WIRE_FIELD (TallyWireFailingRow, last_error, TEXT),
    TALLY_WIRE_FIELD (TallyWireFailingRow, node_name, TEXT),
};

TALLY_WIRE_DEFINE (TallyWireFailingRow, tally_wire_failing_row);
