// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-plan-job.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_FIELD (TallyWirePlanJob, name, TEXT),
    TALLY_WIRE_FIELD (TallyWirePlanJob, title, TEXT),
    TALLY_WIRE_FIELD (TallyWirePlanJob, calendar, TEXT),
    TALLY_WIRE_FIELD (TallyWirePlanJob, next_at, INSTANT),
    TALLY_WIRE_FIELD (TallyWirePlanJob, last_at, INSTANT),
    TALLY_WIRE_FIELD (TallyWirePlanJob, state, TEXT),
    TALLY_WIRE_FIELD (TallyWirePlanJob, progress_done, INT),
    TALLY_WIRE_FIELD (TallyWirePlanJob, progress_total, INT),
    TALLY_WIRE_FIELD (TallyWirePlanJob, last_error, TEXT),
    TALLY_WIRE_FIELD (TallyWirePlanJob, depends_on, TEXTS),
    TALLY_WIRE_FIELD (TallyWirePlanJob, is_enabled, FLAG),
    TALLY_WIRE_FIELD (TallyWirePlanJob, tries, INT),
    TALLY_WIRE_FIELD (TallyWirePlanJob, max_tries, INT),
};

TALLY_WIRE_DEFINE (TallyWirePlanJob, tally_wire_plan_job);
