// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-line-reason.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_FIELD (TallyWireLineReason, number, TEXT),
    TALLY_WIRE_FIELD (TallyWireLineReason, line_no, INT),
    TALLY_WIRE_FIELD (TallyWireLineReason, is_credit, FLAG),
    TALLY_WIRE_FIELD (TallyWireLineReason, is_kept, FLAG),
    TALLY_WIRE_FIELD (TallyWireLineReason, is_same, FLAG),
    TALLY_WIRE_FIELD (TallyWireLineReason, explain, JSON),
    TALLY_WIRE_FIELD (TallyWireLineReason, part_line, INT),
    TALLY_WIRE_NESTED (TallyWireLineReason, pricing, ROW, tally_wire_pricing_type),
};

TALLY_WIRE_DEFINE (TallyWireLineReason, tally_wire_line_reason);
