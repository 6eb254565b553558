// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-correction-change.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_FIELD (TallyWireCorrectionChange, what, TEXT),
    TALLY_WIRE_FIELD (TallyWireCorrectionChange, day, DAY),
    TALLY_WIRE_FIELD (TallyWireCorrectionChange, channel, INT),
    TALLY_WIRE_FIELD (TallyWireCorrectionChange, version, INT),
    TALLY_WIRE_FIELD (TallyWireCorrectionChange, before, TEXT),
    TALLY_WIRE_FIELD (TallyWireCorrectionChange, after, TEXT),
};

TALLY_WIRE_DEFINE (TallyWireCorrectionChange, tally_wire_correction_change);
