// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire.h"

G_BEGIN_DECLS

/** TallyWireBillCycleMove: POST /api/v1/bill-cycles/assign: an account goes to a cycle. */
typedef struct {
    int64_t district_id;
    char *account_number;
    char *cycle; /* its code; empty: the standard cycle */
    char *reason;
} TallyWireBillCycleMove;

TALLY_WIRE_DECLARE (TallyWireBillCycleMove, tally_wire_bill_cycle_move);

G_END_DECLS
