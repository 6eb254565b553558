// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire.h"

G_BEGIN_DECLS

/** TallyWireBillDecisionRow: Who held or released a bill, and why. */
typedef struct {
    char *act; /* hold or release */
    char *person;
    char *reason;
    int64_t decided_at;
} TallyWireBillDecisionRow;

TALLY_WIRE_DECLARE (TallyWireBillDecisionRow, tally_wire_bill_decision_row);

G_END_DECLS
