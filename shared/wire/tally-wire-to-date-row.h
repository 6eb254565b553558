// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire.h"

G_BEGIN_DECLS

/**
 * TallyWireToDateRow: GET /api/v1/to-date: what an account has run up since its last bill.
 */
typedef struct {
    int64_t district_id;
    int64_t agreement_id;
    char *account_number;
    char *customer_name;
    char *point_code;
    char *point_kind;
    char *tariff_code;
    int64_t tariff_version;
    char *currency;
    char *since;        /* first day that is not billed */
    char *known_end;    /* the day after the last known one */
    char *period_start; /* of the running month */
    char *period_end;
    char *state;       /* priced, empty, missing-tariff or unpriced */
    int64_t energy_wh; /* since the last bill */
    int64_t net_minor;
    int64_t tax_minor;
    int64_t total_minor;
    int64_t estimated_ppm;
    int64_t month_wh; /* of the running month */
    int64_t month_minor;
    int64_t forecast_wh; /* of the whole month */
    int64_t forecast_minor;
    int64_t low_minor; /* if each interval to come is the least of like days */
    int64_t high_minor;
    JsonNode *lines; /* what the running month is made of: kind, component, amount_minor */
    int64_t newest_at;
    int64_t refreshed_at;
} TallyWireToDateRow;

TALLY_WIRE_DECLARE (TallyWireToDateRow, tally_wire_to_date_row);

G_END_DECLS
