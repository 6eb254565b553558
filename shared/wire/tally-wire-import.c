// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-import.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_FIELD (TallyWireImport, import_id, TEXT),
    TALLY_WIRE_FIELD (TallyWireImport, name, TEXT),
    TALLY_WIRE_FIELD (TallyWireImport, format, TEXT),

    TALLY_WIRE_FIELD (TallyWireImport, state, TEXT),
    TALLY_WIRE_FIELD (TallyWireImport, at, INSTANT),
    TALLY_WIRE_FIELD (TallyWireImport, by, TEXT),
    TALLY_WIRE_FIELD (TallyWireImport, readings, INT),
    TALLY_WIRE_FIELD (TallyWireImport, new_frames, INT),
    TALLY_WIRE_FIELD (TallyWireImport, refused, INT),
    TALLY_WIRE_FIELD (TallyWireImport, text, TEXT),
};

TALLY_WIRE_DEFINE (TallyWireImport, tally_wire_import);
