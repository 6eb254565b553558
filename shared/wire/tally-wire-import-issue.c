// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-import-issue.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_FIELD (TallyWireImportIssue, kind, TEXT),
    TALLY_WIRE_FIELD (TallyWireImportIssue, line, INT),
    TALLY_WIRE_FIELD (TallyWireImportIssue, field, TEXT),
    TALLY_WIRE_FIELD (TallyWireImportIssue, message, TEXT),
};

TALLY_WIRE_DEFINE (TallyWireImportIssue, tally_wire_import_issue);
