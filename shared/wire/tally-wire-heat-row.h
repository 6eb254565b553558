// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire.h"

G_BEGIN_DECLS

/** TallyWireCell: what is known of one point in one hour */
typedef enum {
    TALLY_WIRE_CELL_NONE,      /* nothing due or nothing yet */
    TALLY_WIRE_CELL_OK,        /* every interval measured */
    TALLY_WIRE_CELL_ESTIMATED, /* complete, some of it substituted */
    TALLY_WIRE_CELL_PARTIAL,   /* some intervals are missing */
    TALLY_WIRE_CELL_FAILED,    /* all are missing and the meter did not answer */
} TallyWireCell;

/**
 * TallyWireHeatRow:
 *
 * GET /api/v1/collection/heat: one metering point and the hours of a day.
 */
typedef struct {
    int64_t district_id;
    int64_t point_id;
    char *code;
    char *name;
    char *kind;
    int64_t node_id;
    char *node_name;
    GArray *cells; /* a TallyWireCell for each local hour: 23, 24 or 25 */
} TallyWireHeatRow;

TALLY_WIRE_DECLARE (TallyWireHeatRow, tally_wire_heat_row);

G_END_DECLS
