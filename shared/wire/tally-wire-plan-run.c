// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-plan-run.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_FIELD (TallyWirePlanRun, due_at, INSTANT),
    TALLY_WIRE_FIELD (TallyWirePlanRun, started_at, INSTANT),
    TALLY_WIRE_FIELD (TallyWirePlanRun, finished_at, INSTANT),
    TALLY_WIRE_FIELD (TallyWirePlanRun, state, TEXT),
    TALLY_WIRE_FIELD (TallyWirePlanRun, tries, INT),
    TALLY_WIRE_FIELD (TallyWirePlanRun, done, INT),
    TALLY_WIRE_FIELD (TallyWirePlanRun, total, INT),
    TALLY_WIRE_FIELD (TallyWirePlanRun, worker, TEXT),
    TALLY_WIRE_FIELD (TallyWirePlanRun, asked_by, TEXT),
    TALLY_WIRE_FIELD (TallyWirePlanRun, message, TEXT),
};

TALLY_WIRE_DEFINE (TallyWirePlanRun, tally_wire_plan_run);
