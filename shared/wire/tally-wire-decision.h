// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire.h"

G_BEGIN_DECLS

/** TallyWireDecision: Who moved a settlement, when and why. */
typedef struct {
    int64_t step;
    char *from_state;
    char *to_state;
    char *person;
    char *reason;
    int64_t decided_at;
} TallyWireDecision;

TALLY_WIRE_DECLARE (TallyWireDecision, tally_wire_decision);

G_END_DECLS
