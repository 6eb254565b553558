// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire.h"

G_BEGIN_DECLS

/** TallyWireManualRow: GET /api/v1/points/{district}/{point}/manual-readings: one that was read. */
typedef struct {
    char *reading_id;
    int64_t at; /* when it was read */
    int64_t channel;
    char *serial;
    int64_t value; /* Wh or varh, secondary */
    char *note;
    char *photo; /* SHA-256, none without */
    char *made_by;
    int64_t made_at;
    char *withdrawn_by; /* none while it stands */
    int64_t withdrawn_at;
    char *withdrawn_reason;
} TallyWireManualRow;

TALLY_WIRE_DECLARE (TallyWireManualRow, tally_wire_manual_row);

G_END_DECLS
