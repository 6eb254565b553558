// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-bill-cycle.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_FIELD (TallyWireBillCycle, district_id, INT),
    TALLY_WIRE_FIELD (TallyWireBillCycle, code, TEXT),
    TALLY_WIRE_FIELD (TallyWireBillCycle, name, TEXT),
    TALLY_WIRE_FIELD (TallyWireBillCycle, name_zh, TEXT),
    TALLY_WIRE_FIELD (TallyWireBillCycle, n_accounts, INT),
};

TALLY_WIRE_DEFINE (TallyWireBillCycle, tally_wire_bill_cycle);
