// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-event.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_FIELD (TallyWireEvent, id, TEXT),   TALLY_WIRE_FIELD (TallyWireEvent, kind, TEXT),
    TALLY_WIRE_FIELD (TallyWireEvent, done, INT),  TALLY_WIRE_FIELD (TallyWireEvent, total, INT),
    TALLY_WIRE_FIELD (TallyWireEvent, text, TEXT),
};

TALLY_WIRE_DEFINE (TallyWireEvent, tally_wire_event);
