// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-bill-parameter-set.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_NEEDED (TallyWireBillParameterSet, base_version, INT),
    TALLY_WIRE_NEEDED (TallyWireBillParameterSet, severity, TEXT),
    TALLY_WIRE_NEEDED (TallyWireBillParameterSet, bound, BIG),
    TALLY_WIRE_NEEDED (TallyWireBillParameterSet, least, BIG),
    TALLY_WIRE_NEEDED (TallyWireBillParameterSet, reason, TEXT),
};

TALLY_WIRE_DEFINE (TallyWireBillParameterSet, tally_wire_bill_parameter_set);
