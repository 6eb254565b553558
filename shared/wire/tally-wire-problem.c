// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-problem.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_FIELD (TallyWireProblem, error, TEXT),
    TALLY_WIRE_FIELD (TallyWireProblem, message, TEXT),
    TALLY_WIRE_FIELD (TallyWireProblem, field, TEXT),
};

TALLY_WIRE_DEFINE (TallyWireProblem, tally_wire_problem);
