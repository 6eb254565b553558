// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire.h"

G_BEGIN_DECLS

/** TallyWireBillParameter: GET /api/v1/bill-checks: parameters of a check before release. */
typedef struct {
    char *check_name;
    int64_t version;
    char *severity; /* hold, note or off */
    int64_t bound;  /* in the unit the check counts in */
    int64_t least;  /* of history: smaller differences are never found */
    char *set_by;
    int64_t set_at;
    char *reason;
    gboolean is_current;
} TallyWireBillParameter;

TALLY_WIRE_DECLARE (TallyWireBillParameter, tally_wire_bill_parameter);

G_END_DECLS
