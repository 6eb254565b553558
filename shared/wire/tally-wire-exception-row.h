// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire.h"

G_BEGIN_DECLS

/** TallyWireExceptionRow: GET /api/v1/exceptions: what a validation rule found. */
typedef struct {
    int64_t district_id;
    char *day;
    int64_t point_id;
    char *code;
    char *name;
    int64_t channel;
    char *rule;
    int64_t first_interval;
    int64_t n_intervals;
    char *severity; /* fail, warn or info */
    JsonNode *figures;
    char *state; /* open, accepted or solved */
    int64_t found_at;
} TallyWireExceptionRow;

TALLY_WIRE_DECLARE (TallyWireExceptionRow, tally_wire_exception_row);

G_END_DECLS
