// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire-bill-effect.h"
#include "shared/wire/tally-wire-interval-day.h"

G_BEGIN_DECLS

/** TallyWireEditEffect: The answer of an edit and of its preview. */
typedef struct {
    TallyWireIntervalDay *before;
    TallyWireIntervalDay *after;
    int64_t sum_before;
    int64_t sum_after;
    int64_t base_version;             /* version of before */
    TallyWireBillEffect *bill_effect; /* null when no bill is open */
} TallyWireEditEffect;

TALLY_WIRE_DECLARE (TallyWireEditEffect, tally_wire_edit_effect);

G_END_DECLS
