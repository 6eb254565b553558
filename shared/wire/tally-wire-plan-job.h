// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire.h"

G_BEGIN_DECLS

/** TallyWirePlanJob: GET /api/v1/plan: a job of the work plan. */
typedef struct {
    char *name;
    char *title;
    char *calendar; /* such as every 15m, daily 02:30, weekly mon 02:30, monthly last 06:00 */
    int64_t next_at;
    int64_t last_at; /* when it was last due */
    char *state;     /* idle, waiting, running, done, failed or cancelled */
    int64_t progress_done;
    int64_t progress_total;
    char *last_error;
    char **depends_on;
    gboolean is_enabled;
    int64_t tries;
    int64_t max_tries;
} TallyWirePlanJob;

TALLY_WIRE_DECLARE (TallyWirePlanJob, tally_wire_plan_job);

G_END_DECLS
