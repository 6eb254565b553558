// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire-like-day.h"

G_BEGIN_DECLS

/** TallyWireIntervalDay: The intervals of one local day. */
typedef struct {
    char *day;
    int64_t first_at;
    int64_t version; /* 0: the day has not closed yet */
    char *made_by;
    int64_t made_at;
    GArray *values;       /* in the unit of the series */
    GArray *quality;      /* a TallyQuality each: 0 measured, 255 missing */
    char *reason;         /* of the version; null when nobody gave one */
    GPtrArray *like_days; /* of TallyWireLikeDay, newest first; when asked for */
} TallyWireIntervalDay;

TALLY_WIRE_DECLARE (TallyWireIntervalDay, tally_wire_interval_day);

G_END_DECLS
