// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-job.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_FIELD (TallyWireJob, job_id, TEXT), TALLY_WIRE_FIELD (TallyWireJob, kind, TEXT),
    TALLY_WIRE_FIELD (TallyWireJob, state, TEXT),  TALLY_WIRE_FIELD (TallyWireJob, n_done, INT),
    TALLY_WIRE_FIELD (TallyWireJob, n_total, INT), TALLY_WIRE_FIELD (TallyWireJob, message, TEXT),
};

TALLY_WIRE_DEFINE (TallyWireJob, tally_wire_job);
