// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-statement.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_FIELD (TallyWireStatement, node_id, INT),
    TALLY_WIRE_FIELD (TallyWireStatement, parent_id, INT),
    TALLY_WIRE_FIELD (TallyWireStatement, kind, TEXT),
    TALLY_WIRE_FIELD (TallyWireStatement, name, TEXT),
    TALLY_WIRE_FIELD (TallyWireStatement, voltage_v, INT),
    TALLY_WIRE_FIELD (TallyWireStatement, in_wh, BIG),
    TALLY_WIRE_FIELD (TallyWireStatement, generation_wh, BIG),
    TALLY_WIRE_FIELD (TallyWireStatement, out_wh, BIG),
    TALLY_WIRE_FIELD (TallyWireStatement, sold_wh, BIG),
    TALLY_WIRE_FIELD (TallyWireStatement, loss_wh, BIG),
    TALLY_WIRE_FIELD (TallyWireStatement, children_loss_wh, BIG),
    TALLY_WIRE_FIELD (TallyWireStatement, own_loss_wh, BIG),
    TALLY_WIRE_FIELD (TallyWireStatement, theoretical_loss_wh, BIG),
    TALLY_WIRE_FIELD (TallyWireStatement, loss_ppm, INT),
    TALLY_WIRE_FIELD (TallyWireStatement, estimated_ppm, INT),
};

TALLY_WIRE_DEFINE (TallyWireStatement, tally_wire_statement);
