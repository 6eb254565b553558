// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-node.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_FIELD (TallyWireNode, node_id, INT),
    TALLY_WIRE_FIELD (TallyWireNode, parent_id, INT),
    TALLY_WIRE_FIELD (TallyWireNode, kind, TEXT),
    TALLY_WIRE_FIELD (TallyWireNode, code, TEXT),
    TALLY_WIRE_FIELD (TallyWireNode, name, TEXT),
    TALLY_WIRE_FIELD (TallyWireNode, district_id, INT),
    TALLY_WIRE_FIELD (TallyWireNode, voltage_v, INT),
};

TALLY_WIRE_DEFINE (TallyWireNode, tally_wire_node);
