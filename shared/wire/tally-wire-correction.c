// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-correction.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_NESTED (TallyWireCorrection, summary, ROW, tally_wire_correction_row_type),
    TALLY_WIRE_NESTED (TallyWireCorrection, changes, ROWS, tally_wire_correction_change_type),
    TALLY_WIRE_NESTED (TallyWireCorrection, lines, ROWS, tally_wire_correction_line_type),
};

TALLY_WIRE_DEFINE (TallyWireCorrection, tally_wire_correction);
