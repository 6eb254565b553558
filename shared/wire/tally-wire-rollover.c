// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-rollover.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_NEEDED (TallyWireRollover, request_id, TEXT),
    TALLY_WIRE_NEEDED (TallyWireRollover, day, DAY),
    TALLY_WIRE_FIELD (TallyWireRollover, channel, INT),
    TALLY_WIRE_NEEDED (TallyWireRollover, accept, FLAG),
    TALLY_WIRE_NEEDED (TallyWireRollover, reason, TEXT),
};

TALLY_WIRE_DEFINE (TallyWireRollover, tally_wire_rollover);
