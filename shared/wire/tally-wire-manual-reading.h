// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire.h"

G_BEGIN_DECLS

/**
 * TallyWireManualReading:
 *
 * POST /api/v1/points/{district}/{point}/manual-readings: a person read a register. A note or a
 * photo is needed. Repeating it with the same id is harmless.
 */
typedef struct {
    char *reading_id; /* a UUID made and kept by the client */
    int64_t at;       /* when it was read */
    int64_t channel;  /* 1 A+, 2 A-, 3 R+, 4 R- */
    char *serial;     /* of the meter, where it is not the main one */
    int64_t value;    /* what it showed, Wh or varh, secondary */
    char *note;
    char *photo; /* SHA-256 of a photo that was sent before */
} TallyWireManualReading;

TALLY_WIRE_DECLARE (TallyWireManualReading, tally_wire_manual_reading);

G_END_DECLS
