// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-correction-line.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_FIELD (TallyWireCorrectionLine, line_no, INT),
    TALLY_WIRE_FIELD (TallyWireCorrectionLine, kind, TEXT),
    TALLY_WIRE_FIELD (TallyWireCorrectionLine, component, TEXT),
    TALLY_WIRE_FIELD (TallyWireCorrectionLine, band, TEXT),
    TALLY_WIRE_FIELD (TallyWireCorrectionLine, tier, INT),
    TALLY_WIRE_FIELD (TallyWireCorrectionLine, unit, TEXT),
    TALLY_WIRE_FIELD (TallyWireCorrectionLine, old_quantity, TEXT),
    TALLY_WIRE_FIELD (TallyWireCorrectionLine, new_quantity, TEXT),
    TALLY_WIRE_FIELD (TallyWireCorrectionLine, old_rate, TEXT),
    TALLY_WIRE_FIELD (TallyWireCorrectionLine, new_rate, TEXT),
    TALLY_WIRE_FIELD (TallyWireCorrectionLine, old_minor, BIG),
    TALLY_WIRE_FIELD (TallyWireCorrectionLine, new_minor, BIG),
    TALLY_WIRE_FIELD (TallyWireCorrectionLine, difference_minor, BIG),
};

TALLY_WIRE_DEFINE (TallyWireCorrectionLine, tally_wire_correction_line);
