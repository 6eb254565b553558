// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire.h"

G_BEGIN_DECLS

/**
 * TallyWireBillDecideAll: POST /api/v1/bill-runs/{run_id}/decide: holds or releases all bills
 * of a run that match.
 */
typedef struct {
    char *decision_id;  /* a UUID of the client */
    char *act;          /* hold or release */
    char *check_name;   /* only those this check holds */
    int64_t n_expected; /* how many the person was told they are */
    char *reason;
} TallyWireBillDecideAll;

TALLY_WIRE_DECLARE (TallyWireBillDecideAll, tally_wire_bill_decide_all);

G_END_DECLS
