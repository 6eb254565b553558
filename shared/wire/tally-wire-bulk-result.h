// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire.h"

G_BEGIN_DECLS

/** TallyWireBulkResult: What a mass action did. */
typedef struct {
    char *request_id;
    char *state; /* running or done */
    int64_t matched;
    int64_t done;
} TallyWireBulkResult;

TALLY_WIRE_DECLARE (TallyWireBulkResult, tally_wire_bulk_result);

G_END_DECLS
