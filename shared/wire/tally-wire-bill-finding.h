// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire.h"

G_BEGIN_DECLS

/** TallyWireBillFinding: What a check before release found in a bill. */
typedef struct {
    char *check_name; /* as bill.parameter has them */
    char *severity; /* hold or note */
    int64_t found;
    int64_t bound;
    char *unit; /* intervals, ppm, minor, Wh, W, day or days */
} TallyWireBillFinding;

TALLY_WIRE_DECLARE (TallyWireBillFinding, tally_wire_bill_finding);

G_END_DECLS
