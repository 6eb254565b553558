// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire.h"

G_BEGIN_DECLS

/** TallyWireBillCycle: GET /api/v1/bill-cycles: accounts that are billed together. */
typedef struct {
    int64_t district_id;
    char *code;
    char *name;    /* in English */
    char *name_zh; /* in Chinese */
    int64_t n_accounts;
} TallyWireBillCycle;

TALLY_WIRE_DECLARE (TallyWireBillCycle, tally_wire_bill_cycle);

G_END_DECLS
