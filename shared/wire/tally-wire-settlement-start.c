// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-settlement-start.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_NEEDED (TallyWireSettlementStart, settlement_id, TEXT),
    TALLY_WIRE_NEEDED (TallyWireSettlementStart, period_start, DAY),
    TALLY_WIRE_NEEDED (TallyWireSettlementStart, period_end, DAY),
};

TALLY_WIRE_DEFINE (TallyWireSettlementStart, tally_wire_settlement_start);
