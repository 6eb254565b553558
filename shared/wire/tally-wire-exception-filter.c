// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-exception-filter.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_FIELD (TallyWireExceptionFilter, district_id, INT),
    TALLY_WIRE_FIELD (TallyWireExceptionFilter, state, TEXT),
    TALLY_WIRE_FIELD (TallyWireExceptionFilter, rule, TEXT),
    TALLY_WIRE_FIELD (TallyWireExceptionFilter, severity, TEXT),
    TALLY_WIRE_FIELD (TallyWireExceptionFilter, node, INT),
    TALLY_WIRE_FIELD (TallyWireExceptionFilter, from, DAY),
    TALLY_WIRE_FIELD (TallyWireExceptionFilter, to, DAY),
};

TALLY_WIRE_DEFINE (TallyWireExceptionFilter, tally_wire_exception_filter);
