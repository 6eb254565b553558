// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire.h"

G_BEGIN_DECLS

/** TallyWireBillCount: How many bills a decision moves, or moved. */
typedef struct {
    int64_t n_bills;
} TallyWireBillCount;

TALLY_WIRE_DECLARE (TallyWireBillCount, tally_wire_bill_count);

G_END_DECLS
