// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-correction-order.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_NEEDED (TallyWireCorrectionOrder, correction_id, TEXT),
    TALLY_WIRE_NEEDED (TallyWireCorrectionOrder, number, TEXT),
    TALLY_WIRE_NEEDED (TallyWireCorrectionOrder, kind, TEXT),
    TALLY_WIRE_NEEDED (TallyWireCorrectionOrder, reason, TEXT),
};

TALLY_WIRE_DEFINE (TallyWireCorrectionOrder, tally_wire_correction_order);
