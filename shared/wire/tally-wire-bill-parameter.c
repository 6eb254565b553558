// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-bill-parameter.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_FIELD (TallyWireBillParameter, check_name, TEXT),
    TALLY_WIRE_FIELD (TallyWireBillParameter, version, INT),
    TALLY_WIRE_FIELD (TallyWireBillParameter, severity, TEXT),
    TALLY_WIRE_FIELD (TallyWireBillParameter, bound, BIG),
    TALLY_WIRE_FIELD (TallyWireBillParameter, least, BIG),
    TALLY_WIRE_FIELD (TallyWireBillParameter, set_by, TEXT),
    TALLY_WIRE_FIELD (TallyWireBillParameter, set_at, INSTANT),
    TALLY_WIRE_FIELD (TallyWireBillParameter, reason, TEXT),
    TALLY_WIRE_FIELD (TallyWireBillParameter, is_current, FLAG),
};

TALLY_WIRE_DEFINE (TallyWireBillParameter, tally_wire_bill_parameter);
