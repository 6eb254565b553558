// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire.h"

G_BEGIN_DECLS

/** TallyWireBillRun: GET /api/v1/bill-runs: one run over the accounts of a period. */
typedef struct {
    char *run_id;
    int64_t district_id; /* 0: all districts */
    char *period_start;
    char *period_end; /* the day after the last */
    char *state;      /* running, computed, issued, cancelled or failed */
    int64_t n_agreements;
    int64_t n_done;
    int64_t n_held;
    int64_t total_minor;
    char *started_by;
    int64_t started_at;
    int64_t finished_at;
    char *output_hash;
    char *message;
    char *kind; /* cycle or final */
    int64_t n_ready;
    int64_t n_issued;
    char *cycle; /* its code; empty: the standard one */
} TallyWireBillRun;

TALLY_WIRE_DECLARE (TallyWireBillRun, tally_wire_bill_run);

G_END_DECLS
