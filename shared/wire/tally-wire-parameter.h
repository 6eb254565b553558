// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire.h"

G_BEGIN_DECLS

/**
 * TallyWireParameter:
 *
 * GET /api/v1/parameters: what a rule is held against on a day, or, of
 * GET /api/v1/parameters/{kind}/{rule}/{name}/history, every value that was said.
 */
typedef struct {
    char *point_kind; /* gateway, large, community, boundary or generation */
    char *rule;
    char *name; /* such as ratio_ppm, intervals or severity */
    int64_t value;
    char *valid_from;
    char *state; /* in-force, coming, past, or replaced by a later word for the same day */
    char *set_by;
    int64_t set_at;
    char *reason;
    char *next_from; /* the day from which another value holds; null when none is known */
    int64_t n_changes;
} TallyWireParameter;

TALLY_WIRE_DECLARE (TallyWireParameter, tally_wire_parameter);

G_END_DECLS
