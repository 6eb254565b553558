// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-bill-run-start.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_NEEDED (TallyWireBillRunStart, run_id, TEXT),
    TALLY_WIRE_FIELD (TallyWireBillRunStart, district_id, INT),
    TALLY_WIRE_FIELD (TallyWireBillRunStart, cycle, TEXT),
    TALLY_WIRE_NEEDED (TallyWireBillRunStart, period_start, DAY),
    TALLY_WIRE_NEEDED (TallyWireBillRunStart, period_end, DAY),
};

TALLY_WIRE_DEFINE (TallyWireBillRunStart, tally_wire_bill_run_start);
