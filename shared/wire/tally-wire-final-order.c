// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-final-order.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_NEEDED (TallyWireFinalOrder, run_id, TEXT),
    TALLY_WIRE_NEEDED (TallyWireFinalOrder, last_day, DAY),
    TALLY_WIRE_NEEDED (TallyWireFinalOrder, reason, TEXT),
};

TALLY_WIRE_DEFINE (TallyWireFinalOrder, tally_wire_final_order);
