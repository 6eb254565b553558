// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-settlement.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_FIELD (TallyWireSettlement, settlement_id, TEXT),
    TALLY_WIRE_FIELD (TallyWireSettlement, state, TEXT),
    TALLY_WIRE_NESTED (TallyWireSettlement, summary, ROW, tally_wire_settlement_row_type),
    TALLY_WIRE_NESTED (TallyWireSettlement, statements, ROWS, tally_wire_statement_type),
    TALLY_WIRE_NESTED (TallyWireSettlement, exchange_lines, ROWS, tally_wire_exchange_line_type),
    TALLY_WIRE_NESTED (TallyWireSettlement, audit, ROWS, tally_wire_audit_result_type),
    TALLY_WIRE_NESTED (TallyWireSettlement, decisions, ROWS, tally_wire_decision_type),
    TALLY_WIRE_FIELD (TallyWireSettlement, allowed, TEXTS),
};

TALLY_WIRE_DEFINE (TallyWireSettlement, tally_wire_settlement);
