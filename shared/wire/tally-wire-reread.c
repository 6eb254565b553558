// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-reread.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_NEEDED (TallyWireReread, request_id, TEXT),
    TALLY_WIRE_MAY_NEST (TallyWireReread, points, ROWS, tally_wire_point_ref_type),
    TALLY_WIRE_FIELD (TallyWireReread, node_id, INT),
};

TALLY_WIRE_DEFINE (TallyWireReread, tally_wire_reread);
