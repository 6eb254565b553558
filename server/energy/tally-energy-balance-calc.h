// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

/**
 * TallyBalanceNode: a node of the region tree; @parent_id 0: the top
 */
typedef struct {
    int32_t node_id;
    int32_t parent_id;
    int32_t district_id;
    int64_t no_load_loss_w;
    int64_t load_loss_w;
    int64_t rated_va;
} TallyBalanceNode;

/**
 * TallyBalanceRole: what the energy of a point is to the tree
 * @TALLY_BALANCE_CUSTOMER: import is sold at the node, export is generation there
 * @TALLY_BALANCE_GENERATION: import is generation at the node
 * @TALLY_BALANCE_BOUNDARY: import enters the node, export leaves it
 * @TALLY_BALANCE_EXCHANGE: import flows from one node (0: from outside) to another, export back
 */
typedef enum {
    TALLY_BALANCE_CUSTOMER,
    TALLY_BALANCE_GENERATION,
    TALLY_BALANCE_BOUNDARY,
    TALLY_BALANCE_EXCHANGE,
} TallyBalanceRole;

typedef struct {
    TallyBalanceRole role;
    const char *kind; /* as in ref.point; not owned; balances do not look at it */
    int32_t node_id;  /* of an exchange: unused */
    int32_t from_node_id;
    int32_t to_node_id;
} TallyBalancePoint;

/**
 * TallyBalance: the balance of one node over a run of intervals
 *
 * For each interval: loss = in + generation - out - sold, exactly. in and out are what crosses
 * the node's boundary: its own boundary meters where it has any, otherwise the exchange points
 * with one side below it and the other not. sold and generation are those of all nodes below.
 * children_loss is the sum of the children's losses, own_loss the rest: what is lost between the
 * node's boundary and its children's.
 */
typedef struct {
    int64_t *in;
    int64_t *generation;
    int64_t *out;
    int64_t *sold;
    int64_t *children_loss;
    int32_t *seen;      /* intervals of all points below and at the boundary, */
    int32_t *estimated; /* estimated or missing among them: at the first of each run added */
    gboolean has_boundary;
} TallyBalance;

typedef struct _TallyBalanceTree TallyBalanceTree;

/**
 * tally_balance_tree_new:
 * @nodes: (array length=n_nodes): in any order; copied
 * @n: intervals of each series
 * @error: return location
 *
 * Returns: %NULL with %TALLY_ERROR_INVALID when a parent is missing or the tree has a loop
 */
TallyBalanceTree *tally_balance_tree_new (const TallyBalanceNode *nodes,
                                          size_t n_nodes,
                                          int32_t n,
                                          GError **error);
void tally_balance_tree_free (TallyBalanceTree *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallyBalanceTree, tally_balance_tree_free)

/**
 * tally_balance_tree_add:
 * @is_import: whether @values are import (A+) or export (A-)
 * @at: index of the first interval
 * @n: number of @values
 *
 * Adds energy of @point. The order of calls does not matter.
 *
 * Returns: %FALSE with %TALLY_ERROR_INVALID when the point names an unknown node
 */
gboolean tally_balance_tree_add (TallyBalanceTree *self,
                                 const TallyBalancePoint *point,
                                 gboolean is_import,
                                 int32_t at,
                                 const int64_t *values,
                                 const uint8_t *qualities,
                                 int32_t n,
                                 GError **error);

/**
 * tally_balance_regrid:
 * @values: (array length=n): energy of intervals of @interval_s
 * @qualities: (array length=n): how each came about
 * @grid_s: length of the intervals that are wanted
 * @on_grid: (out caller-allocates) (array length=n_grid): their energy
 * @grid_qualities: (out caller-allocates) (array length=n_grid): the worst that is in each
 * @n_grid: n * interval_s / grid_s, a whole number
 *
 * Brings the day of a point to the balance's grid. Shorter intervals are summed. A longer one is
 * spread evenly: its sum is kept exactly, but when it was used nobody measured, so a part of it is
 * estimated (%TALLY_QUALITY_REGISTER_DIFFERENCE: a measured sum, spread).
 */
void tally_balance_regrid (const int64_t *values,
                           const uint8_t *qualities,
                           int32_t interval_s,
                           int32_t grid_s,
                           int64_t *on_grid,
                           uint8_t *grid_qualities,
                           int32_t n_grid);

/** tally_balance_tree_close: carries everything up; call once, after the last add */
void tally_balance_tree_close (TallyBalanceTree *self);

size_t tally_balance_tree_count (const TallyBalanceTree *self);

/** tally_balance_tree_get: Returns: (transfer none): parents come before children */
const TallyBalance *tally_balance_tree_get (const TallyBalanceTree *self,
                                            size_t index,
                                            const TallyBalanceNode **node);

/**
 * tally_balance_theoretical:
 *
 * Returns: what the node's own transformer or line should lose in @n intervals: no-load loss by
 *   the hour plus load loss by the square of its load; %G_MAXINT64 when that is more
 */
int64_t tally_balance_theoretical (const TallyBalanceNode *node,
                                   const int64_t *in,
                                   int32_t n,
                                   int32_t interval_s);

G_END_DECLS
