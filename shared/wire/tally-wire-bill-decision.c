// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-bill-decision.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_NEEDED (TallyWireBillDecision, decision_id, TEXT),
    TALLY_WIRE_NEEDED (TallyWireBillDecision, reason, TEXT),
};

TALLY_WIRE_DEFINE (TallyWireBillDecision, tally_wire_bill_decision);
