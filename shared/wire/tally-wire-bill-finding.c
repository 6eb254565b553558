// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-bill-finding.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_FIELD (TallyWireBillFinding, check_name, TEXT),
    TALLY_WIRE_FIELD (TallyWireBillFinding, severity, TEXT),
    TALLY_WIRE_FIELD (TallyWireBillFinding, found, BIG),
    TALLY_WIRE_FIELD (TallyWireBillFinding, bound, BIG),
    TALLY_WIRE_FIELD (TallyWireBillFinding, unit, TEXT),
};

TALLY_WIRE_DEFINE (TallyWireBillFinding, tally_wire_bill_finding);
