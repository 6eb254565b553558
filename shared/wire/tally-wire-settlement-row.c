// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-settlement-row.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_FIELD (TallyWireSettlementRow, district_id, INT),
    TALLY_WIRE_FIELD (TallyWireSettlementRow, settlement_id, TEXT),
    TALLY_WIRE_FIELD (TallyWireSettlementRow, period_start, DAY),
    TALLY_WIRE_FIELD (TallyWireSettlementRow, period_end, DAY),
    TALLY_WIRE_FIELD (TallyWireSettlementRow, version, INT),
    TALLY_WIRE_FIELD (TallyWireSettlementRow, reverses, TEXT),
    TALLY_WIRE_FIELD (TallyWireSettlementRow, state, TEXT),
    TALLY_WIRE_FIELD (TallyWireSettlementRow, drafted_by, TEXT),
    TALLY_WIRE_FIELD (TallyWireSettlementRow, submitted_by, TEXT),
    TALLY_WIRE_FIELD (TallyWireSettlementRow, decided_by, TEXT),
    TALLY_WIRE_FIELD (TallyWireSettlementRow, n_red, INT),
    TALLY_WIRE_FIELD (TallyWireSettlementRow, n_warn, INT),
    TALLY_WIRE_FIELD (TallyWireSettlementRow, in_wh, BIG),
    TALLY_WIRE_FIELD (TallyWireSettlementRow, loss_wh, BIG),
    TALLY_WIRE_FIELD (TallyWireSettlementRow, amount_minor, BIG),
    TALLY_WIRE_FIELD (TallyWireSettlementRow, content_hash, TEXT),
};

TALLY_WIRE_DEFINE (TallyWireSettlementRow, tally_wire_settlement_row);
