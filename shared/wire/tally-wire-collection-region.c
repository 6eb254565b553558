// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-collection-region.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_FIELD (TallyWireCollectionRegion, node_id, INT),
    TALLY_WIRE_FIELD (TallyWireCollectionRegion, parent_id, INT),
    TALLY_WIRE_FIELD (TallyWireCollectionRegion, kind, TEXT),
    TALLY_WIRE_FIELD (TallyWireCollectionRegion, name, TEXT),
    TALLY_WIRE_FIELD (TallyWireCollectionRegion, has_children, FLAG),
    TALLY_WIRE_FIELD (TallyWireCollectionRegion, points, INT),
    TALLY_WIRE_FIELD (TallyWireCollectionRegion, points_complete, INT),
    TALLY_WIRE_FIELD (TallyWireCollectionRegion, on_time_ppm, INT),
    TALLY_WIRE_FIELD (TallyWireCollectionRegion, measured_ppm, INT),
    TALLY_WIRE_FIELD (TallyWireCollectionRegion, intervals_estimated, INT),
    TALLY_WIRE_FIELD (TallyWireCollectionRegion, intervals_missing, INT),
    TALLY_WIRE_FIELD (TallyWireCollectionRegion, newest_at, INSTANT),
    TALLY_WIRE_FIELD (TallyWireCollectionRegion, asked, INT),
    TALLY_WIRE_FIELD (TallyWireCollectionRegion, failing, INT),
    TALLY_WIRE_FIELD (TallyWireCollectionRegion, worst_clock_offset_ms, INT),
    TALLY_WIRE_FIELD (TallyWireCollectionRegion, cells, INTS),
};

TALLY_WIRE_DEFINE (TallyWireCollectionRegion, tally_wire_collection_region);
