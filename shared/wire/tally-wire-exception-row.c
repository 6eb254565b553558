// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-exception-row.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_FIELD (TallyWireExceptionRow, exception_id, TEXT),
    TALLY_WIRE_FIELD (TallyWireExceptionRow, district_id, INT),
    TALLY_WIRE_FIELD (TallyWireExceptionRow, day, DAY),
    TALLY_WIRE_FIELD (TallyWireExceptionRow, point_id, INT),
    TALLY_WIRE_FIELD (TallyWireExceptionRow, code, TEXT),
    TALLY_WIRE_FIELD (TallyWireExceptionRow, name, TEXT),
    TALLY_WIRE_FIELD (TallyWireExceptionRow, channel, INT),
    TALLY_WIRE_FIELD (TallyWireExceptionRow, rule, TEXT),
    TALLY_WIRE_FIELD (TallyWireExceptionRow, first_interval, INT),
    TALLY_WIRE_FIELD (TallyWireExceptionRow, n_intervals, INT),
    TALLY_WIRE_FIELD (TallyWireExceptionRow, severity, TEXT),
    TALLY_WIRE_FIELD (TallyWireExceptionRow, figures, JSON),
    TALLY_WIRE_FIELD (TallyWireExceptionRow, state, TEXT),
    TALLY_WIRE_FIELD (TallyWireExceptionRow, found_at, INSTANT),
    TALLY_WIRE_FIELD (TallyWireExceptionRow, node_name, TEXT),
    TALLY_WIRE_FIELD (TallyWireExceptionRow, figure, BIG),
    TALLY_WIRE_FIELD (TallyWireExceptionRow, limit, BIG),
    TALLY_WIRE_FIELD (TallyWireExceptionRow, text, TEXT),
    TALLY_WIRE_FIELD (TallyWireExceptionRow, assigned_to, TEXT),
    TALLY_WIRE_FIELD (TallyWireExceptionRow, decided_by, TEXT),
    TALLY_WIRE_FIELD (TallyWireExceptionRow, decided_at, INSTANT),
    TALLY_WIRE_FIELD (TallyWireExceptionRow, reason, TEXT),
};

TALLY_WIRE_DEFINE (TallyWireExceptionRow, tally_wire_exception_row);
