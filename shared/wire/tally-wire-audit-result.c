// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-audit-result.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_FIELD (TallyWireAuditResult, rule, TEXT),
    TALLY_WIRE_FIELD (TallyWireAuditResult, node_id, INT),
    TALLY_WIRE_FIELD (TallyWireAuditResult, node_name, TEXT),
    TALLY_WIRE_FIELD (TallyWireAuditResult, result, TEXT),
    TALLY_WIRE_FIELD (TallyWireAuditResult, figures, JSON),
    TALLY_WIRE_FIELD (TallyWireAuditResult, signed_by, TEXT),
    TALLY_WIRE_FIELD (TallyWireAuditResult, reason, TEXT),
};

TALLY_WIRE_DEFINE (TallyWireAuditResult, tally_wire_audit_result);
