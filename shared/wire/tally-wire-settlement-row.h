// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire.h"

G_BEGIN_DECLS

/** TallyWireSettlementRow: GET /api/v1/settlements: one settlement as a list shows it. */
typedef struct {
    int64_t district_id;
    char *settlement_id;
    char *period_start;
    char *period_end; /* the day after the last */
    int64_t version;
    char *reverses; /* settlement it replaces, or null */
    char *state;    /* draft, audited, submitted, approved, returned or published */
    char *drafted_by;
    char *submitted_by;
    char *decided_by;
    int64_t n_red;
    int64_t n_warn;
    int64_t in_wh;
    int64_t loss_wh;
    int64_t amount_minor; /* sum of the exchange lines */
    char *content_hash;
} TallyWireSettlementRow;

TALLY_WIRE_DECLARE (TallyWireSettlementRow, tally_wire_settlement_row);

G_END_DECLS
