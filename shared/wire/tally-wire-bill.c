// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-bill.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_NESTED (TallyWireBill, summary, ROW, tally_wire_bill_row_type),
    TALLY_WIRE_FIELD (TallyWireBill, customer_address, TEXT),
    TALLY_WIRE_FIELD (TallyWireBill, point_code, TEXT),
    TALLY_WIRE_FIELD (TallyWireBill, point_name, TEXT),
    TALLY_WIRE_FIELD (TallyWireBill, point_id, INT),
    TALLY_WIRE_FIELD (TallyWireBill, content_hash, TEXT),
    TALLY_WIRE_FIELD (TallyWireBill, made_from, TEXT),
    TALLY_WIRE_NESTED (TallyWireBill, lines, ROWS, tally_wire_bill_line_type),
    TALLY_WIRE_NESTED (TallyWireBill, determinants, ROWS, tally_wire_determinant_type),
    TALLY_WIRE_NESTED (TallyWireBill, versions, ROWS, tally_wire_bill_version_type),
    TALLY_WIRE_NESTED (TallyWireBill, findings, ROWS, tally_wire_bill_finding_type),
    TALLY_WIRE_NESTED (TallyWireBill, decisions, ROWS, tally_wire_bill_decision_row_type),
    TALLY_WIRE_FIELD (TallyWireBill, correction_id, TEXT),
};

TALLY_WIRE_DEFINE (TallyWireBill, tally_wire_bill);
