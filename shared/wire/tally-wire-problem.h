// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire.h"

G_BEGIN_DECLS

/** TallyWireProblem: The answer of every request that failed. */
typedef struct {
    char *error;   /* invalid, not-found, exists, forbidden, busy, offline, internal or overflow */
    char *message; /* for a person; four-eyes when the preparer tries to decide */
    char *field;   /* path of the field at fault, or null */
} TallyWireProblem;

TALLY_WIRE_DECLARE (TallyWireProblem, tally_wire_problem);

G_END_DECLS
