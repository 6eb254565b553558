// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire-interval-day.h"

G_BEGIN_DECLS

/**
 * TallyWireIntervals:
 *
 * A load curve: GET /points/{district}/{point}/intervals, and those behind a bill line.
 */
typedef struct {
    int64_t district_id;
    int64_t point_id;
    char *code;
    char *name;
    int64_t channel;
    char *unit;
    int64_t interval_s;
    char *time_zone;
    GPtrArray *days; /* of TallyWireIntervalDay */
} TallyWireIntervals;

TALLY_WIRE_DECLARE (TallyWireIntervals, tally_wire_intervals);

G_END_DECLS
