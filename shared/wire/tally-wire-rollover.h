// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire.h"

G_BEGIN_DECLS

/**
 * TallyWireRollover:
 *
 * POST /api/v1/points/{district}/{point}/rollover:
 * whether a register passed its end.
 * Repeating it with the same id is harmless.
 */
typedef struct {
    char *request_id; /* a UUID made and kept by the client */
    char *day;
    int64_t channel; /* 0: active import */
    gboolean accept; /* false: it did not, the reading is wrong */
    char *reason;
} TallyWireRollover;

TALLY_WIRE_DECLARE (TallyWireRollover, tally_wire_rollover);

G_END_DECLS
