// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-bill-decision-row.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_FIELD (TallyWireBillDecisionRow, act, TEXT),
    TALLY_WIRE_FIELD (TallyWireBillDecisionRow, person, TEXT),
    TALLY_WIRE_FIELD (TallyWireBillDecisionRow, reason, TEXT),
    TALLY_WIRE_FIELD (TallyWireBillDecisionRow, decided_at, INSTANT),
};

TALLY_WIRE_DEFINE (TallyWireBillDecisionRow, tally_wire_bill_decision_row);
