// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-reason.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_NEEDED (TallyWireReason, reason, TEXT),
};

TALLY_WIRE_DEFINE (TallyWireReason, tally_wire_reason);
