// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-bill-cycle-move.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_NEEDED (TallyWireBillCycleMove, district_id, INT),
    TALLY_WIRE_NEEDED (TallyWireBillCycleMove, account_number, TEXT),
    TALLY_WIRE_NEEDED (TallyWireBillCycleMove, cycle, TEXT),
    TALLY_WIRE_NEEDED (TallyWireBillCycleMove, reason, TEXT),
};

TALLY_WIRE_DEFINE (TallyWireBillCycleMove, tally_wire_bill_cycle_move);
