// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire.h"

G_BEGIN_DECLS

/**
 * TallyWireBillParameterSet: POST /api/v1/bill-checks/{check_name}: another value from now on.
 */
typedef struct {
    int64_t base_version; /* the version the person saw */
    char *severity;       /* hold, note or off */
    int64_t bound;
    int64_t least;
    char *reason;
} TallyWireBillParameterSet;

TALLY_WIRE_DECLARE (TallyWireBillParameterSet, tally_wire_bill_parameter_set);

G_END_DECLS
