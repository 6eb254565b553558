// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-point-register.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_FIELD (TallyWirePointRegister, channel, INT),
    TALLY_WIRE_FIELD (TallyWirePointRegister, serial, TEXT),
    TALLY_WIRE_FIELD (TallyWirePointRegister, at, INSTANT),
    TALLY_WIRE_FIELD (TallyWirePointRegister, count, BIG),
};

TALLY_WIRE_DEFINE (TallyWirePointRegister, tally_wire_point_register);
