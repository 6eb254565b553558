// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-bulk-result.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_FIELD (TallyWireBulkResult, request_id, TEXT),
    TALLY_WIRE_FIELD (TallyWireBulkResult, state, TEXT),
    TALLY_WIRE_FIELD (TallyWireBulkResult, matched, INT),
    TALLY_WIRE_FIELD (TallyWireBulkResult, done, INT),
};

TALLY_WIRE_DEFINE (TallyWireBulkResult, tally_wire_bulk_result);
