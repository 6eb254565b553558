// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire.h"

G_BEGIN_DECLS

/** TallyWireAuditResult: What an audit rule said of a settlement. */
typedef struct {
    char *rule;
    int64_t node_id;
    char *node_name;
    char *result; /* green, warn, red or signed */
    JsonNode *figures;
    char *signed_by;
    char *reason;
} TallyWireAuditResult;

TALLY_WIRE_DECLARE (TallyWireAuditResult, tally_wire_audit_result);

G_END_DECLS
