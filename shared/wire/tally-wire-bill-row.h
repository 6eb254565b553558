// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire.h"

G_BEGIN_DECLS

/** TallyWireBillRow: GET /api/v1/bills: one bill as a list shows it. */
typedef struct {
    int64_t district_id;
    char *number;
    char *account_number;
    char *customer_name;
    char *period_start;
    char *period_end;
    int64_t version;
    char *kind;  /* bill, credit or final */
    char *state; /* draft, held, ready, issued or cancelled */
    char **hold_reasons;
    char *tariff_code;
    int64_t tariff_version;
    char *currency;
    int64_t energy_wh;
    int64_t net_minor;
    int64_t tax_minor;
    int64_t total_minor;
    int64_t estimated_ppm;
    char *issued_on;
    char *due_on;
    char *run_id;
} TallyWireBillRow;

TALLY_WIRE_DECLARE (TallyWireBillRow, tally_wire_bill_row);

G_END_DECLS
