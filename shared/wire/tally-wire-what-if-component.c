// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-what-if-component.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_FIELD (TallyWireWhatIfComponent, point_kind, TEXT),
    TALLY_WIRE_FIELD (TallyWireWhatIfComponent, tariff_code, TEXT),
    TALLY_WIRE_FIELD (TallyWireWhatIfComponent, kind, TEXT),
    TALLY_WIRE_FIELD (TallyWireWhatIfComponent, component, TEXT),
    TALLY_WIRE_FIELD (TallyWireWhatIfComponent, before_minor, BIG),
    TALLY_WIRE_FIELD (TallyWireWhatIfComponent, after_minor, BIG),
};

TALLY_WIRE_DEFINE (TallyWireWhatIfComponent, tally_wire_what_if_component);
