// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire.h"

G_BEGIN_DECLS

/**
 * TallyWireFinalOrder: POST /api/v1/agreements/{district_id}/{agreement_id}/final: closes an
 * agreement and bills it.
 */
typedef struct {
    char *run_id;   /* a UUID of the client */
    char *last_day; /* the last that is billed */
    char *reason;
} TallyWireFinalOrder;

TALLY_WIRE_DECLARE (TallyWireFinalOrder, tally_wire_final_order);

G_END_DECLS
