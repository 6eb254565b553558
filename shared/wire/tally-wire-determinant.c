// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-determinant.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_FIELD (TallyWireDeterminant, name, TEXT),
    TALLY_WIRE_FIELD (TallyWireDeterminant, value, BIG),
    TALLY_WIRE_FIELD (TallyWireDeterminant, unit, TEXT),
    TALLY_WIRE_FIELD (TallyWireDeterminant, version, INT),
};

TALLY_WIRE_DEFINE (TallyWireDeterminant, tally_wire_determinant);
