// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire.h"

G_BEGIN_DECLS

/**
 * TallyWireFailingRow:
 *
 * GET /api/v1/collection/failing: a meter that did not answer last time it was asked.
 */
typedef struct {
    int64_t district_id;
    int64_t point_id;
    char *code;
    char *name;
    char *serial;
    char *gateway;
    char *reason;  /* timeout, refused, exception, garbage, clock or cancelled */
    int64_t since; /* first failed attempt after the last good one */
    int64_t tries;
    char *last_error;
    char *node_name;
} TallyWireFailingRow;

TALLY_WIRE_DECLARE (TallyWireFailingRow, tally_wire_failing_row);

G_END_DECLS
