// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-exception-bulk.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_NEEDED (TallyWireExceptionBulk, request_id, TEXT),
    TALLY_WIRE_NESTED (TallyWireExceptionBulk, filter, ROW, tally_wire_exception_filter_type),
    TALLY_WIRE_NEEDED (TallyWireExceptionBulk, action, TEXT),
    TALLY_WIRE_NEEDED (TallyWireExceptionBulk, reason, TEXT),
};

TALLY_WIRE_DEFINE (TallyWireExceptionBulk, tally_wire_exception_bulk);
