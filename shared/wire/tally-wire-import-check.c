// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-import-check.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_FIELD (TallyWireImportCheck, name, TEXT),
    TALLY_WIRE_FIELD (TallyWireImportCheck, format, TEXT),
    TALLY_WIRE_FIELD (TallyWireImportCheck, sha256, TEXT),
    TALLY_WIRE_FIELD (TallyWireImportCheck, state, TEXT),
    TALLY_WIRE_FIELD (TallyWireImportCheck, readings, INT),
    TALLY_WIRE_FIELD (TallyWireImportCheck, new_frames, INT),
    TALLY_WIRE_FIELD (TallyWireImportCheck, refused, INT),
    TALLY_WIRE_FIELD (TallyWireImportCheck, report, JSON),
};

TALLY_WIRE_DEFINE (TallyWireImportCheck, tally_wire_import_check);
