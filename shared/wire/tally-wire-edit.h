// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire.h"

G_BEGIN_DECLS

/**
 * TallyWireEdit:
 *
 * POST /api/v1/points/{district}/{point}/edits. Repeating it with the same id is harmless.
 */
typedef struct {
    char *edit_id; /* a UUID made and kept by the client */
    int64_t channel;
    char *day;
    int64_t from_index;   /* first interval of the day, from 0 */
    int64_t to_index;     /* the interval after the last */
    char *method;         /* value, auto, check, register, linear, like-days or profile */
    int64_t value;        /* of each interval, when the method is value */
    int64_t base_version; /* the version the person saw; 409 when a newer one stands */
    char *reason;
} TallyWireEdit;

TALLY_WIRE_DECLARE (TallyWireEdit, tally_wire_edit);

G_END_DECLS
