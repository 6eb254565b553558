// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire-bill-decision-row.h"
#include "shared/wire/tally-wire-bill-finding.h"
#include "shared/wire/tally-wire-bill-line.h"
#include "shared/wire/tally-wire-bill-row.h"
#include "shared/wire/tally-wire-bill-version.h"
#include "shared/wire/tally-wire-determinant.h"

G_BEGIN_DECLS

/** TallyWireBill: GET /api/v1/bills/{number}: a bill with all that explains it. */
typedef struct {
    TallyWireBillRow *summary;
    char *customer_address;
    char *point_code;
    char *point_name;
    int64_t point_id;
    char *content_hash;      /* sha256 of bill and lines */
    char *made_from;         /* sha256 of what it was computed from */
    GPtrArray *lines;        /* of TallyWireBillLine */
    GPtrArray *determinants; /* of TallyWireDeterminant */
    GPtrArray *versions;     /* of TallyWireBillVersion */
    GPtrArray *findings;     /* of TallyWireBillFinding */
    GPtrArray *decisions;    /* of TallyWireBillDecisionRow */
    char *correction_id;     /* of its open correction */
} TallyWireBill;

TALLY_WIRE_DECLARE (TallyWireBill, tally_wire_bill);

G_END_DECLS
