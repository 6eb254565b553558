// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire-audit-result.h"
#include "shared/wire/tally-wire-decision.h"
#include "shared/wire/tally-wire-exchange-line.h"
#include "shared/wire/tally-wire-settlement-row.h"
#include "shared/wire/tally-wire-statement.h"

G_BEGIN_DECLS

/** TallyWireSettlement: GET /api/v1/settlements/{id}: a settlement with its evidence. */
typedef struct {
    char *settlement_id;
    char *state; /* as in summary */
    TallyWireSettlementRow *summary;
    GPtrArray *statements;     /* of TallyWireStatement */
    GPtrArray *exchange_lines; /* of TallyWireExchangeLine */
    GPtrArray *audit;          /* of TallyWireAuditResult */
    GPtrArray *decisions;      /* of TallyWireDecision */
    /* what this person may do with it now: audit, submit, approve, return, publish */
    char **allowed;
} TallyWireSettlement;

TALLY_WIRE_DECLARE (TallyWireSettlement, tally_wire_settlement);

G_END_DECLS
