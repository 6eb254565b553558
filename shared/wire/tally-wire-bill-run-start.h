// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire.h"

G_BEGIN_DECLS

/**
 * TallyWireBillRunStart:
 *
 * POST /api/v1/bill-runs: starts a run. Repeating it with the same id is harmless.
 */
typedef struct {
    char *run_id;        /* a UUID made and kept by the client */
    int64_t district_id; /* 0 or absent: all of the person's districts */
    char *cycle;         /* a district's; empty or absent: the standard one */
    char *period_start;
    char *period_end; /* the day after the last */
} TallyWireBillRunStart;

TALLY_WIRE_DECLARE (TallyWireBillRunStart, tally_wire_bill_run_start);

G_END_DECLS
