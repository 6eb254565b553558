// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire.h"

G_BEGIN_DECLS

/**
 * TallyWireEvent:
 *
 * The data of one event of GET /api/v1/events; its name is collection, work, bill-run,
 * settlement or payment.
 */
typedef struct {
    char *id;   /* of the job, run, settlement or payment */
    char *kind; /* what happened, such as progress, done or failed */
    int64_t done;
    int64_t total;
    char *text;
} TallyWireEvent;

TALLY_WIRE_DECLARE (TallyWireEvent, tally_wire_event);

G_END_DECLS
