// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire.h"

G_BEGIN_DECLS

/**
 * TallyWireCorrectionRow: GET /api/v1/corrections: an issued bill that is, or should be, taken
 * back.
 */
typedef struct {
    int64_t district_id;
    char *correction_id;
    char *kind;   /* rebill or cancel */
    char *state;  /* proposed, waiting, issued or refused */
    char *number; /* of the bill that is corrected */
    char *new_number;
    char *credit_number;
    char *account_number;
    char *customer_name;
    char *period_start;
    char *period_end;
    char *currency;
    char **causes; /* data, tariff, meter, agreement or terms */
    int64_t old_minor;
    int64_t new_minor;
    int64_t difference_minor;
    int64_t proposed_at;
    char *ordered_by;
    int64_t ordered_at;
    char *reason;
    char *decided_by;
    int64_t decided_at;
    char *decision_reason;
} TallyWireCorrectionRow;

TALLY_WIRE_DECLARE (TallyWireCorrectionRow, tally_wire_correction_row);

G_END_DECLS
