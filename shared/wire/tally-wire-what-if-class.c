// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-what-if-class.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_FIELD (TallyWireWhatIfClass, kind, TEXT),
    TALLY_WIRE_FIELD (TallyWireWhatIfClass, tariff_code, TEXT),
    TALLY_WIRE_FIELD (TallyWireWhatIfClass, n, INT),
    TALLY_WIRE_FIELD (TallyWireWhatIfClass, energy_wh, BIG),
    TALLY_WIRE_FIELD (TallyWireWhatIfClass, before_minor, BIG),
    TALLY_WIRE_FIELD (TallyWireWhatIfClass, after_minor, BIG),
};

TALLY_WIRE_DEFINE (TallyWireWhatIfClass, tally_wire_what_if_class);
