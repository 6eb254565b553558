// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire.h"

G_BEGIN_DECLS

/**
 * TallyWireJob:
 *
 * The answer 202 of everything that takes a while; progress comes as events of that id.
 */
typedef struct {
    char *job_id;
    char *kind; /* collection, bill-run or settlement */
    char *state;
    int64_t n_done;
    int64_t n_total;
    char *message;
} TallyWireJob;

TALLY_WIRE_DECLARE (TallyWireJob, tally_wire_job);

G_END_DECLS
