// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-parameter-set.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_NEEDED (TallyWireParameterSet, point_kind, TEXT),
    TALLY_WIRE_NEEDED (TallyWireParameterSet, rule, TEXT),
    TALLY_WIRE_NEEDED (TallyWireParameterSet, name, TEXT),
    TALLY_WIRE_NEEDED (TallyWireParameterSet, value, INT),
    TALLY_WIRE_NEEDED (TallyWireParameterSet, valid_from, DAY),
    TALLY_WIRE_NEEDED (TallyWireParameterSet, reason, TEXT),
};

TALLY_WIRE_DEFINE (TallyWireParameterSet, tally_wire_parameter_set);
