// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-manual-reading.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_NEEDED (TallyWireManualReading, reading_id, TEXT),
    TALLY_WIRE_NEEDED (TallyWireManualReading, at, INSTANT),
    TALLY_WIRE_NEEDED (TallyWireManualReading, channel, INT),
    TALLY_WIRE_FIELD (TallyWireManualReading, serial, TEXT),
    TALLY_WIRE_NEEDED (TallyWireManualReading, value, BIG),
    TALLY_WIRE_FIELD (TallyWireManualReading, note, TEXT),
    TALLY_WIRE_FIELD (TallyWireManualReading, photo, TEXT),
};

TALLY_WIRE_DEFINE (TallyWireManualReading, tally_wire_manual_reading);
