// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire.h"

G_BEGIN_DECLS

/**
 * TallyWireParameterSet:
 *
 * POST /api/v1/parameters: what a rule is held against from a day on.
 * Repeating it is harmless.
 */
typedef struct {
    char *point_kind;
    char *rule;
    char *name;
    int64_t value;
    char *valid_from;
    char *reason;
} TallyWireParameterSet;

TALLY_WIRE_DECLARE (TallyWireParameterSet, tally_wire_parameter_set);

G_END_DECLS
