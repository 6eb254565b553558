// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire.h"

G_BEGIN_DECLS

/**
 * TallyWireCorrectionOrder: POST /api/v1/corrections: orders a bill to be made again, or only
 * taken back.
 */
typedef struct {
    char *correction_id; /* a UUID of the client */
    char *number;        /* of an issued bill */
    char *kind;          /* rebill or cancel */
    char *reason;
} TallyWireCorrectionOrder;

TALLY_WIRE_DECLARE (TallyWireCorrectionOrder, tally_wire_correction_order);

G_END_DECLS
