// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire.h"

G_BEGIN_DECLS

/** TallyWireReason: POST /api/v1/settlements/{id}/return: why. */
typedef struct {
    char *reason; /* 1 to 1000 characters */
} TallyWireReason;

TALLY_WIRE_DECLARE (TallyWireReason, tally_wire_reason);

G_END_DECLS
