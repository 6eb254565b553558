// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire.h"

G_BEGIN_DECLS

/** TallyWirePointRow: GET /api/v1/points: a metering point as a list shows it. */
typedef struct {
    int64_t district_id;
    int64_t point_id;
    char *code;
    char *name;
    char *kind; /* gateway, large, community, boundary or generation */
    int64_t node_id;
    char *node_name;
    char *meter_serial; /* of the main meter that hangs now, or null */
    int64_t exceptions_open;
    int64_t newest_at; /* end of the newest interval */
} TallyWirePointRow;

TALLY_WIRE_DECLARE (TallyWirePointRow, tally_wire_point_row);

G_END_DECLS
