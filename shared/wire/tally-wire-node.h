// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire.h"

G_BEGIN_DECLS

/** TallyWireNode: GET /api/v1/regions: one node of the region tree. */
typedef struct {
    int64_t node_id;
    int64_t parent_id; /* 0: the top */
    char *kind;        /* grid, province, city, district, substation, line or area */
    char *code;
    char *name;
    int64_t district_id;
    int64_t voltage_v;
} TallyWireNode;

TALLY_WIRE_DECLARE (TallyWireNode, tally_wire_node);

G_END_DECLS
