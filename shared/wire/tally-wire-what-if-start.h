// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire.h"

G_BEGIN_DECLS

/**
 * TallyWireWhatIfStart:
 *
 * POST /api/v1/what-ifs: what a month would have cost under another tariff
 */
typedef struct {
    char *whatif_id; /* a UUID made by the client */
    char *month;     /* 2026-09 */
    char *document;  /* the tariff to try, signed or not */
    char *replaces;  /* code of the tariff it stands for; null: every tariff of the scope */
    char *account;   /* number of one account */
    int64_t node_id; /* a node with all below it; 0: everywhere */
} TallyWireWhatIfStart;

TALLY_WIRE_DECLARE (TallyWireWhatIfStart, tally_wire_what_if_start);

G_END_DECLS
