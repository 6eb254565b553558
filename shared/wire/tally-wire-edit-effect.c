// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-edit-effect.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_NESTED (TallyWireEditEffect, before, ROW, tally_wire_interval_day_type),
    TALLY_WIRE_NESTED (TallyWireEditEffect, after, ROW, tally_wire_interval_day_type),
    TALLY_WIRE_FIELD (TallyWireEditEffect, sum_before, BIG),
    TALLY_WIRE_FIELD (TallyWireEditEffect, sum_after, BIG),
    TALLY_WIRE_FIELD (TallyWireEditEffect, base_version, INT),
    TALLY_WIRE_NESTED (TallyWireEditEffect, bill_effect, ROW, tally_wire_bill_effect_type),
};

TALLY_WIRE_DEFINE (TallyWireEditEffect, tally_wire_edit_effect);
