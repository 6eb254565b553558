// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-bill-run.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_FIELD (TallyWireBillRun, run_id, TEXT),
    TALLY_WIRE_FIELD (TallyWireBillRun, district_id, INT),
    TALLY_WIRE_FIELD (TallyWireBillRun, period_start, DAY),
    TALLY_WIRE_FIELD (TallyWireBillRun, period_end, DAY),
    TALLY_WIRE_FIELD (TallyWireBillRun, state, TEXT),
    TALLY_WIRE_FIELD (TallyWireBillRun, n_agreements, INT),
    TALLY_WIRE_FIELD (TallyWireBillRun, n_done, INT),
    TALLY_WIRE_FIELD (TallyWireBillRun, n_held, INT),
    TALLY_WIRE_FIELD (TallyWireBillRun, total_minor, BIG),
    TALLY_WIRE_FIELD (TallyWireBillRun, started_by, TEXT),
    TALLY_WIRE_FIELD (TallyWireBillRun, started_at, INSTANT),
    TALLY_WIRE_FIELD (TallyWireBillRun, finished_at, INSTANT),
    TALLY_WIRE_FIELD (TallyWireBillRun, output_hash, TEXT),
    TALLY_WIRE_FIELD (TallyWireBillRun, message, TEXT),
    TALLY_WIRE_FIELD (TallyWireBillRun, kind, TEXT),
    TALLY_WIRE_FIELD (TallyWireBillRun, n_ready, INT),
    TALLY_WIRE_FIELD (TallyWireBillRun, n_issued, INT),
    TALLY_WIRE_FIELD (TallyWireBillRun, cycle, TEXT),
};

TALLY_WIRE_DEFINE (TallyWireBillRun, tally_wire_bill_run);
