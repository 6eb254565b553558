// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-bill-effect.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_FIELD (TallyWireBillEffect, currency, TEXT),
    TALLY_WIRE_FIELD (TallyWireBillEffect, minor_digits, INT),
    TALLY_WIRE_FIELD (TallyWireBillEffect, current_minor, BIG),
    TALLY_WIRE_FIELD (TallyWireBillEffect, after_minor, BIG),
};

TALLY_WIRE_DEFINE (TallyWireBillEffect, tally_wire_bill_effect);
