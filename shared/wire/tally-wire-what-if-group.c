// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-what-if-group.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_FIELD (TallyWireWhatIfGroup, from_ppm, BIG),
    TALLY_WIRE_FIELD (TallyWireWhatIfGroup, to_ppm, BIG),
    TALLY_WIRE_FIELD (TallyWireWhatIfGroup, n, INT),
    TALLY_WIRE_FIELD (TallyWireWhatIfGroup, before_minor, BIG),
    TALLY_WIRE_FIELD (TallyWireWhatIfGroup, after_minor, BIG),
};

TALLY_WIRE_DEFINE (TallyWireWhatIfGroup, tally_wire_what_if_group);
