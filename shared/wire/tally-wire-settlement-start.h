// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire.h"

G_BEGIN_DECLS

/**
 * TallyWireSettlementStart:
 *
 * POST /api/v1/settlements: drafts one. Repeating it with the same id is harmless.
 */
typedef struct {
    char *settlement_id; /* a UUID made and kept by the client */
    char *period_start;
    char *period_end; /* the day after the last */
} TallyWireSettlementStart;

TALLY_WIRE_DECLARE (TallyWireSettlementStart, tally_wire_settlement_start);

G_END_DECLS
