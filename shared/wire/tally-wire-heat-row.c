// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-heat-row.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_FIELD (TallyWireHeatRow, district_id, INT),
    TALLY_WIRE_FIELD (TallyWireHeatRow, point_id, INT),
    TALLY_WIRE_FIELD (TallyWireHeatRow, code, TEXT),
    TALLY_WIRE_FIELD (TallyWireHeatRow, name, TEXT),
    TALLY_WIRE_FIELD (TallyWireHeatRow, kind, TEXT),
    TALLY_WIRE_FIELD (TallyWireHeatRow, node_id, INT),
    TALLY_WIRE_FIELD (TallyWireHeatRow, node_name, TEXT),
    TALLY_WIRE_FIELD (TallyWireHeatRow, cells, INTS),
};

TALLY_WIRE_DEFINE (TallyWireHeatRow, tally_wire_heat_row);
