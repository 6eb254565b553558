// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-manual-row.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_FIELD (TallyWireManualRow, reading_id, TEXT),
    TALLY_WIRE_FIELD (TallyWireManualRow, at, INSTANT),
    TALLY_WIRE_FIELD (TallyWireManualRow, channel, INT),
    TALLY_WIRE_FIELD (TallyWireManualRow, serial, TEXT),
    TALLY_WIRE_FIELD (TallyWireManualRow, value, BIG),
    TALLY_WIRE_FIELD (TallyWireManualRow, note, TEXT),
    TALLY_WIRE_FIELD (TallyWireManualRow, photo, TEXT),
    TALLY_WIRE_FIELD (TallyWireManualRow, made_by, TEXT),
    TALLY_WIRE_FIELD (TallyWireManualRow, made_at, INSTANT),
    TALLY_WIRE_FIELD (TallyWireManualRow, withdrawn_by, TEXT),
    TALLY_WIRE_FIELD (TallyWireManualRow, withdrawn_at, INSTANT),
    TALLY_WIRE_FIELD (TallyWireManualRow, withdrawn_reason, TEXT),
};

TALLY_WIRE_DEFINE (TallyWireManualRow, tally_wire_manual_row);
