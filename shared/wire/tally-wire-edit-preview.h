// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire.h"

G_BEGIN_DECLS

/**
 * TallyWireEditPreview:
 *
 * POST /api/v1/points/{district}/{point}/edits/preview: what an edit would do.
 */
typedef struct {
    int64_t channel;
    char *day;
    int64_t from_index; /* first interval of the day, from 0 */
    int64_t to_index;   /* the interval after the last */
    char *method;       /* value, auto, check, register, linear, like-days or profile */
    int64_t value;      /* of each interval, when the method is value */
} TallyWireEditPreview;

TALLY_WIRE_DECLARE (TallyWireEditPreview, tally_wire_edit_preview);

G_END_DECLS
