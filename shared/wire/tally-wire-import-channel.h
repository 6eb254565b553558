// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire.h"

G_BEGIN_DECLS

/** TallyWireImportChannel: a series that a file holds, in its report. */
typedef struct {
    char *point;
    char *channel; /* as the file calls it */
    char *kept_as; /* such as A+; "" when it is not kept */
    int64_t count;
    char *sum; /* a decimal number of the unit */
    char *unit;
    char *first; /* as the file states times */
    char *end;
} TallyWireImportChannel;

TALLY_WIRE_DECLARE (TallyWireImportChannel, tally_wire_import_channel);

G_END_DECLS
