// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire.h"

G_BEGIN_DECLS

/** TallyWireBillCycleNew: POST /api/v1/bill-cycles: another group of accounts. */
typedef struct {
    int64_t district_id;
    char *code;    /* 1 to 20 letters, digits and hyphens */
    char *name;    /* in English */
    char *name_zh; /* in Chinese */
    char *reason;
} TallyWireBillCycleNew;

TALLY_WIRE_DECLARE (TallyWireBillCycleNew, tally_wire_bill_cycle_new);

G_END_DECLS
