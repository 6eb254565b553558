// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-import-report.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_FIELD (TallyWireImportReport, import_id, TEXT),
    TALLY_WIRE_FIELD (TallyWireImportReport, name, TEXT),
    TALLY_WIRE_FIELD (TallyWireImportReport, format, TEXT),
    TALLY_WIRE_FIELD (TallyWireImportReport, sha256, TEXT),
    TALLY_WIRE_FIELD (TallyWireImportReport, state, TEXT),
    TALLY_WIRE_FIELD (TallyWireImportReport, at, INSTANT),
    TALLY_WIRE_FIELD (TallyWireImportReport, by, TEXT),
    TALLY_WIRE_FIELD (TallyWireImportReport, readings, INT),
    TALLY_WIRE_FIELD (TallyWireImportReport, new_frames, INT),
    TALLY_WIRE_FIELD (TallyWireImportReport, refused, INT),
    TALLY_WIRE_FIELD (TallyWireImportReport, report, JSON),
};

TALLY_WIRE_DEFINE (TallyWireImportReport, tally_wire_import_report);
