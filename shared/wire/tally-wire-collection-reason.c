// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-collection-reason.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_FIELD (TallyWireCollectionReason, reason, TEXT),
    TALLY_WIRE_FIELD (TallyWireCollectionReason, node_id, INT),
    TALLY_WIRE_FIELD (TallyWireCollectionReason, node_name, TEXT),
    TALLY_WIRE_FIELD (TallyWireCollectionReason, meters, INT),
    TALLY_WIRE_FIELD (TallyWireCollectionReason, gateways, INT),
    TALLY_WIRE_FIELD (TallyWireCollectionReason, oldest_at, INSTANT),
    TALLY_WIRE_FIELD (TallyWireCollectionReason, usual_error, TEXT),
};

TALLY_WIRE_DEFINE (TallyWireCollectionReason, tally_wire_collection_reason);
