// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire-pricing.h"

G_BEGIN_DECLS

/** TallyWireLineReason: GET /api/v1/bills/{number}/lines/{line_no}/explain: why a line is what it
 *   is */
typedef struct {
    char *number;
    int64_t line_no;
    gboolean is_credit;        /* of a credit note: the line it takes back is explained */
    gboolean is_kept;          /* the bill kept the versions it was made from */
    gboolean is_same;          /* they give this very line; else the rest is null */
    JsonNode *explain;         /* (nullable): rule, bands, tiers, peak, billed, ratchet, base */
    int64_t part_line;         /* index among the lines that @pricing gives */
    TallyWirePricing *pricing; /* (nullable): what the line's part of the bill was priced from */
} TallyWireLineReason;

TALLY_WIRE_DECLARE (TallyWireLineReason, tally_wire_line_reason);

G_END_DECLS
