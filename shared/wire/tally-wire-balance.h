// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire.h"

G_BEGIN_DECLS

/**
 * TallyWireBalance:
 *
 * The energy balance of a node over a day, or a month when days is more than 1.
 */
typedef struct {
    int64_t node_id;
    int64_t parent_id; /* 0: the top */
    char *node_kind;
    char *node_name;
    char *day; /* the first */
    int64_t days;
    int64_t version; /* newest of the days */
    int64_t in_wh;
    int64_t generation_wh;
    int64_t out_wh;
    int64_t sold_wh;
    int64_t loss_wh; /* in + generation - out - sold */
    int64_t children_loss_wh;
    int64_t own_loss_wh;
    int64_t theoretical_loss_wh;
    int64_t loss_ppm; /* of in + generation - out */
    int64_t estimated_ppm;
    char *state; /* ok, negative (more went out than in) or high (over the node's theory) */
} TallyWireBalance;

TALLY_WIRE_DECLARE (TallyWireBalance, tally_wire_balance);

G_END_DECLS
