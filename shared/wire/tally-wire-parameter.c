// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-parameter.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_FIELD (TallyWireParameter, point_kind, TEXT),
    TALLY_WIRE_FIELD (TallyWireParameter, rule, TEXT),
    TALLY_WIRE_FIELD (TallyWireParameter, name, TEXT),
    TALLY_WIRE_FIELD (TallyWireParameter, value, INT),
    TALLY_WIRE_FIELD (TallyWireParameter, valid_from, DAY),
    TALLY_WIRE_FIELD (TallyWireParameter, state, TEXT),
    TALLY_WIRE_FIELD (TallyWireParameter, set_by, TEXT),
    TALLY_WIRE_FIELD (TallyWireParameter, set_at, INSTANT),
    TALLY_WIRE_FIELD (TallyWireParameter, reason, TEXT),
    TALLY_WIRE_FIELD (TallyWireParameter, next_from, DAY),
    TALLY_WIRE_FIELD (TallyWireParameter, n_changes, INT),
};

TALLY_WIRE_DEFINE (TallyWireParameter, tally_wire_parameter);
