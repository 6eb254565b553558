// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-exchange.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_NEEDED (TallyWireExchange, request_id, TEXT),
    TALLY_WIRE_NEEDED (TallyWireExchange, at, INSTANT),
    TALLY_WIRE_NEEDED (TallyWireExchange, old_final, BIG),
    TALLY_WIRE_NEEDED (TallyWireExchange, new_serial, TEXT),
    TALLY_WIRE_NEEDED (TallyWireExchange, new_model, TEXT),
    TALLY_WIRE_NEEDED (TallyWireExchange, new_first, BIG),
    TALLY_WIRE_FIELD (TallyWireExchange, digits, INT),
    TALLY_WIRE_NEEDED (TallyWireExchange, ct, TEXT),
    TALLY_WIRE_NEEDED (TallyWireExchange, pt, TEXT),
    TALLY_WIRE_NEEDED (TallyWireExchange, reason, TEXT),
};

TALLY_WIRE_DEFINE (TallyWireExchange, tally_wire_exchange);
