// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-bill-decide-all.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_NEEDED (TallyWireBillDecideAll, decision_id, TEXT),
    TALLY_WIRE_NEEDED (TallyWireBillDecideAll, act, TEXT),
    TALLY_WIRE_FIELD (TallyWireBillDecideAll, check_name, TEXT),
    TALLY_WIRE_NEEDED (TallyWireBillDecideAll, n_expected, INT),
    TALLY_WIRE_NEEDED (TallyWireBillDecideAll, reason, TEXT),
};

TALLY_WIRE_DEFINE (TallyWireBillDecideAll, tally_wire_bill_decide_all);
