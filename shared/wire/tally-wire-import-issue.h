// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire.h"

G_BEGIN_DECLS

/** TallyWireImportIssue: something that is wrong with a file, in its report. */
typedef struct {
    char *kind; /* of the reader: rejected, doubted or forgiven, as the list it stands in */
    int64_t line;
    char *field;
    char *message;
} TallyWireImportIssue;

TALLY_WIRE_DECLARE (TallyWireImportIssue, tally_wire_import_issue);

G_END_DECLS
