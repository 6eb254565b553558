// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-point-ref.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_NEEDED (TallyWirePointRef, district_id, INT),
    TALLY_WIRE_NEEDED (TallyWirePointRef, point_id, INT),
};

TALLY_WIRE_DEFINE (TallyWirePointRef, tally_wire_point_ref);
