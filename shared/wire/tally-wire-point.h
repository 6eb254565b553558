// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire-point-agreement.h"
#include "shared/wire/tally-wire-point-meter.h"
#include "shared/wire/tally-wire-point-register.h"

G_BEGIN_DECLS

/** TallyWirePoint: GET /api/v1/points/{district}/{point}: master data with its history. */
typedef struct {
    int64_t district_id;
    int64_t point_id;
    char *code;
    char *name;
    char *kind;
    int64_t node_id;
    char *node_name;
    char *schedule;
    int64_t interval_s;
    int64_t capacity_w;
    GArray *channels;
    char *time_zone;
    char *valid_from;
    char *valid_to; /* null while it holds */
    int64_t exceptions_open;
    int64_t newest_at;
    GPtrArray *meters;     /* of TallyWirePointMeter, newest first */
    GPtrArray *agreements; /* of TallyWirePointAgreement, newest first */
    GPtrArray *registers;  /* of TallyWirePointRegister */
} TallyWirePoint;

TALLY_WIRE_DECLARE (TallyWirePoint, tally_wire_point);

G_END_DECLS
