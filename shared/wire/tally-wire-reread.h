// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire-point-ref.h"

G_BEGIN_DECLS

/**
 * TallyWireReread:
 *
 * POST /api/v1/collection/reread: read these points again now. Repeating it is harmless.
 */
typedef struct {
    char *request_id;  /* a UUID made and kept by the client */
    GPtrArray *points; /* of TallyWirePointRef; 1 to 1000, or none with a node */
    int64_t node_id;   /* every point at this node and below it; 0: those of points */
} TallyWireReread;

TALLY_WIRE_DECLARE (TallyWireReread, tally_wire_reread);

G_END_DECLS
