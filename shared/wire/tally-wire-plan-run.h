// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire.h"

G_BEGIN_DECLS

/** TallyWirePlanRun: GET /api/v1/plan/{name}/history: one run of a job. */
typedef struct {
    int64_t due_at;
    int64_t started_at;
    int64_t finished_at;
    char *state; /* waiting, running, done, failed or cancelled */
    int64_t tries;
    int64_t done;
    int64_t total;
    char *worker;
    char *asked_by; /* empty: the calendar */
    char *message;
} TallyWirePlanRun;

TALLY_WIRE_DECLARE (TallyWirePlanRun, tally_wire_plan_run);

G_END_DECLS
