// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire.h"

G_BEGIN_DECLS

/** TallyWireStatement: The statement of one node in a settlement. */
typedef struct {
    int64_t node_id;
    int64_t parent_id; /* 0: the top */
    char *kind;
    char *name;
    int64_t voltage_v;
    int64_t in_wh;
    int64_t generation_wh;
    int64_t out_wh;
    int64_t sold_wh;
    int64_t loss_wh;
    int64_t children_loss_wh;
    int64_t own_loss_wh;
    int64_t theoretical_loss_wh;
    int64_t loss_ppm; /* of in + generation - out */
    int64_t estimated_ppm;
} TallyWireStatement;

TALLY_WIRE_DECLARE (TallyWireStatement, tally_wire_statement);

G_END_DECLS
