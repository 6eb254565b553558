// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-decision.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_FIELD (TallyWireDecision, step, INT),
    TALLY_WIRE_FIELD (TallyWireDecision, from_state, TEXT),
    TALLY_WIRE_FIELD (TallyWireDecision, to_state, TEXT),
    TALLY_WIRE_FIELD (TallyWireDecision, person, TEXT),
    TALLY_WIRE_FIELD (TallyWireDecision, reason, TEXT),
    TALLY_WIRE_FIELD (TallyWireDecision, decided_at, INSTANT),
};

TALLY_WIRE_DEFINE (TallyWireDecision, tally_wire_decision);
