// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire.h"

G_BEGIN_DECLS

/**
 * TallyWireCollectionReason:
 *
 * GET /api/v1/collection/reasons: why meters of a node did not answer when they were last asked.
 */
typedef struct {
    char *reason; /* timeout, refused, exception, garbage, clock or cancelled */
    int64_t node_id;
    char *node_name;
    int64_t meters;
    int64_t gateways;  /* how many different ones they hang at */
    int64_t oldest_at; /* the oldest of those newest attempts */
    char *usual_error;
} TallyWireCollectionReason;

TALLY_WIRE_DECLARE (TallyWireCollectionReason, tally_wire_collection_reason);

G_END_DECLS
