// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-bill-count.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_FIELD (TallyWireBillCount, n_bills, INT),
};

TALLY_WIRE_DEFINE (TallyWireBillCount, tally_wire_bill_count);
