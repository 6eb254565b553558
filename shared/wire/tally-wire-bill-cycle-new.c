// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-bill-cycle-new.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_NEEDED (TallyWireBillCycleNew, district_id, INT),
    TALLY_WIRE_NEEDED (TallyWireBillCycleNew, code, TEXT),
    TALLY_WIRE_NEEDED (TallyWireBillCycleNew, name, TEXT),
    TALLY_WIRE_NEEDED (TallyWireBillCycleNew, name_zh, TEXT),
    TALLY_WIRE_NEEDED (TallyWireBillCycleNew, reason, TEXT),
};

TALLY_WIRE_DEFINE (TallyWireBillCycleNew, tally_wire_bill_cycle_new);
