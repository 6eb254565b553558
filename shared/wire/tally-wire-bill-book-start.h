// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire.h"

G_BEGIN_DECLS

/** TallyWireBillBookStart: POST /api/v1/bill-runs/{run_id}/book: its issued bills in one PDF */
typedef struct {
    char *book_id; /* a UUID made by the client */
} TallyWireBillBookStart;

TALLY_WIRE_DECLARE (TallyWireBillBookStart, tally_wire_bill_book_start);

G_END_DECLS
