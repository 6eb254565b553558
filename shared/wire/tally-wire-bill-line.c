// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-bill-line.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_FIELD (TallyWireBillLine, line_no, INT),
    TALLY_WIRE_FIELD (TallyWireBillLine, kind, TEXT),
    TALLY_WIRE_FIELD (TallyWireBillLine, component, TEXT),
    TALLY_WIRE_FIELD (TallyWireBillLine, band, TEXT),
    TALLY_WIRE_FIELD (TallyWireBillLine, tier, INT),
    TALLY_WIRE_FIELD (TallyWireBillLine, quantity, BIG),
    TALLY_WIRE_FIELD (TallyWireBillLine, quantity_exponent, INT),
    TALLY_WIRE_FIELD (TallyWireBillLine, unit, TEXT),
    TALLY_WIRE_FIELD (TallyWireBillLine, rate_micro, BIG),
    TALLY_WIRE_FIELD (TallyWireBillLine, amount_minor, BIG),
    TALLY_WIRE_FIELD (TallyWireBillLine, amount_exact, TEXT),
    TALLY_WIRE_FIELD (TallyWireBillLine, explain, JSON),
};

TALLY_WIRE_DEFINE (TallyWireBillLine, tally_wire_bill_line);
