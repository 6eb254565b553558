// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire.h"

G_BEGIN_DECLS

/** States of a point in an hour that are counted: #TallyWireCell without none. */
#define TALLY_WIRE_REGION_STATES 4

/**
 * TallyWireCollectionRegion:
 *
 * GET /api/v1/collection/regions: how complete a day is, of a node and all below it.
 */
typedef struct {
    int64_t node_id;
    int64_t parent_id; /* 0: the topmost */
    char *kind;
    char *name;
    gboolean has_children;
    int64_t points;
    int64_t points_complete; /* every interval measured */
    int64_t on_time_ppm;     /* complete by the deadline; -1: none was due yet */
    int64_t measured_ppm;    /* of the intervals */
    int64_t intervals_estimated;
    int64_t intervals_missing;
    int64_t newest_at; /* end of the newest interval measured */
    int64_t asked;     /* meters */
    int64_t failing;   /* meters that did not answer when last asked */
    int64_t worst_clock_offset_ms;
    GArray *cells; /* four for each local hour: points measured, estimated, partial, failed */
} TallyWireCollectionRegion;

TALLY_WIRE_DECLARE (TallyWireCollectionRegion, tally_wire_collection_region);

G_END_DECLS
