// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire.h"

G_BEGIN_DECLS

/** TallyWireBillDecision: POST /api/v1/bills/{number}/hold and /release. */
typedef struct {
    char *decision_id; /* a UUID of the client */
    char *reason;
} TallyWireBillDecision;

TALLY_WIRE_DECLARE (TallyWireBillDecision, tally_wire_bill_decision);

G_END_DECLS
