// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-balance.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_FIELD (TallyWireBalance, node_id, INT),
    TALLY_WIRE_FIELD (TallyWireBalance, parent_id, INT),
    TALLY_WIRE_FIELD (TallyWireBalance, node_kind, TEXT),
    TALLY_WIRE_FIELD (TallyWireBalance, node_name, TEXT),
    TALLY_WIRE_FIELD (TallyWireBalance, day, DAY),
    TALLY_WIRE_FIELD (TallyWireBalance, days, INT),
    TALLY_WIRE_FIELD (TallyWireBalance, version, INT),
    TALLY_WIRE_FIELD (TallyWireBalance, in_wh, BIG),
    TALLY_WIRE_FIELD (TallyWireBalance, generation_wh, BIG),
    TALLY_WIRE_FIELD (TallyWireBalance, out_wh, BIG),
    TALLY_WIRE_FIELD (TallyWireBalance, sold_wh, BIG),
    TALLY_WIRE_FIELD (TallyWireBalance, loss_wh, BIG),
    TALLY_WIRE_FIELD (TallyWireBalance, children_loss_wh, BIG),
    TALLY_WIRE_FIELD (TallyWireBalance, own_loss_wh, BIG),
    TALLY_WIRE_FIELD (TallyWireBalance, theoretical_loss_wh, BIG),
    TALLY_WIRE_FIELD (TallyWireBalance, loss_ppm, INT),
    TALLY_WIRE_FIELD (TallyWireBalance, estimated_ppm, INT),
    TALLY_WIRE_FIELD (TallyWireBalance, state, TEXT),
};

TALLY_WIRE_DEFINE (TallyWireBalance, tally_wire_balance);
