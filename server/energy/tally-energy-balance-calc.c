// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/energy/tally-energy-balance-calc.h"

#include "shared/block/tally-block.h"
#include "shared/error/tally-error.h"

#include <string.h>

#define NONE (-1)
#define SECONDS_PER_HOUR 3600

typedef struct {
    TallyBalanceNode node;
    TallyBalance balance;
    int32_t parent; /* index, or NONE */
} Entry;

struct _TallyBalanceTree {
    Entry *entries; /* parents before children */
    size_t n_entries;
    GHashTable *index_by_id; /* node_id -> index + 1 */
    int32_t n;
};

static int32_t
find (const TallyBalanceTree *self, int32_t node_id)
{
    return GPOINTER_TO_INT (g_hash_table_lookup (self->index_by_id, GINT_TO_POINTER (node_id))) - 1;
}

static void
append (TallyBalanceTree *self, const TallyBalanceNode *node)
{
    Entry *entry = &self->entries[self->n_entries];
    size_t n = (size_t) self->n;

    entry->node = *node;
    entry->parent = node->parent_id == 0 ? NONE : find (self, node->parent_id);
    entry->balance.in = g_new0 (int64_t, n);
    entry->balance.generation = g_new0 (int64_t, n);
    entry->balance.out = g_new0 (int64_t, n);
    entry->balance.sold = g_new0 (int64_t, n);
    entry->balance.children_loss = g_new0 (int64_t, n);
    entry->balance.seen = g_new0 (int32_t, n);
    entry->balance.estimated = g_new0 (int32_t, n);
    self->n_entries++;
    g_hash_table_insert (self->index_by_id, GINT_TO_POINTER (node->node_id),
                         GINT_TO_POINTER ((int) self->n_entries));
}

TallyBalanceTree *
tally_balance_tree_new (const TallyBalanceNode *nodes, size_t n_nodes, int32_t n, GError **error)
{
    g_autoptr(TallyBalanceTree) self = g_new0 (TallyBalanceTree, 1);
    size_t before;

    self->n = n;
    self->entries = g_new0 (Entry, MAX (n_nodes, 1));
    self->index_by_id = g_hash_table_new (NULL, NULL);

    /* Each round takes the nodes whose parent is placed; a round without one is a fault. */
    do {
        before = self->n_entries;
        for (size_t i = 0; i < n_nodes; i++) {
            gboolean is_next = find (self, nodes[i].node_id) == NONE
                               && (nodes[i].parent_id == 0
                                   || find (self, nodes[i].parent_id) != NONE);

            if (is_next)
                append (self, &nodes[i]);
        }
    } while (self->n_entries < n_nodes && self->n_entries > before);

    if (self->n_entries == n_nodes)
        return g_steal_pointer (&self);
    g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                         "the region tree has a node without its parent");
    return NULL;
}

void
tally_balance_tree_free (TallyBalanceTree *self)
{
    for (size_t i = 0; i < self->n_entries; i++) {
        TallyBalance *balance = &self->entries[i].balance;

        g_free (balance->in);
        g_free (balance->generation);
        g_free (balance->out);
        g_free (balance->sold);
        g_free (balance->children_loss);
        g_free (balance->seen);
        g_free (balance->estimated);
    }
    g_free (self->entries);
    g_hash_table_unref (self->index_by_id);
    g_free (self);
}

static void
add_up (int64_t *sum, const int64_t *values, int32_t n)
{
    for (int32_t i = 0; i < n; i++)
        sum[i] += values[i];
}

static gboolean
is_known (uint8_t quality)
{
    return quality == TALLY_QUALITY_MEASURED || quality == TALLY_QUALITY_EDITED;
}

static int32_t
count_estimated (const uint8_t *qualities, int32_t n)
{
    int32_t count = 0;

    for (int32_t i = 0; i < n; i++)
        count += is_known (qualities[i]) ? 0 : 1;
    return count;
}

static gboolean
is_below (const TallyBalanceTree *self, int32_t index, int32_t above)
{
    while (index != NONE && index != above)
        index = self->entries[index].parent;
    return index == above;
}

/* Energy from one node to another crosses the boundary of every node that holds one side only. */
static void
cross (TallyBalanceTree *self,
       int32_t from,
       int32_t to,
       int32_t at,
       const int64_t *values,
       const uint8_t *qualities,
       int32_t n)
{
    for (int32_t i = to; i != NONE; i = self->entries[i].parent) {
        if (from != NONE && is_below (self, from, i))
            break;
        add_up (self->entries[i].balance.in + at, values, n);
        self->entries[i].balance.seen[at] += n;
        self->entries[i].balance.estimated[at] += count_estimated (qualities, n);
    }
    for (int32_t i = from; i != NONE; i = self->entries[i].parent) {
        if (to != NONE && is_below (self, to, i))
            break;
        add_up (self->entries[i].balance.out + at, values, n);
    }
}

gboolean
tally_balance_tree_add (TallyBalanceTree *self,
                        const TallyBalancePoint *point,
                        gboolean is_import,
                        int32_t at,
                        const int64_t *values,
                        const uint8_t *qualities,
                        int32_t n,
                        GError **error)
{
    int32_t from = point->from_node_id == 0 ? NONE : find (self, point->from_node_id);
    int32_t to = point->to_node_id == 0 ? NONE : find (self, point->to_node_id);
    int32_t own = find (self, point->node_id);
    TallyBalance *balance;

    g_return_val_if_fail (at >= 0 && n > 0 && at + n <= self->n, FALSE);

    if (point->role == TALLY_BALANCE_EXCHANGE) {
        if (is_import)
            cross (self, from, to, at, values, qualities, n);
        else
            cross (self, to, from, at, values, qualities, n);
        return TRUE;
    }
    if (own == NONE) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, "no node is numbered %d",
                     point->node_id);
        return FALSE;
    }

    balance = &self->entries[own].balance;
    balance->seen[at] += n;
    balance->estimated[at] += count_estimated (qualities, n);
    if (point->role == TALLY_BALANCE_BOUNDARY) {
        balance->has_boundary = TRUE;
        add_up ((is_import ? balance->in : balance->out) + at, values, n);
    } else {
        gboolean is_sold = point->role == TALLY_BALANCE_CUSTOMER && is_import;

        add_up ((is_sold ? balance->sold : balance->generation) + at, values, n);
    }
    return TRUE;
}

/* What an interval takes from one that lasts from 0 to @whole_s, up to second @s of it. */
static int64_t
upto (int64_t value, int32_t s, int32_t whole_s)
{
    return (int64_t) ((__int128) value * s / whole_s);
}

void
tally_balance_regrid (const int64_t *values,
                      const uint8_t *qualities,
                      int32_t interval_s,
                      int32_t grid_s,
                      int64_t *on_grid,
                      uint8_t *grid_qualities,
                      int32_t n_grid)
{
    int32_t i = 0;
    int32_t from = 0; /* the second of interval i that the next one on the grid begins at */

    for (int32_t k = 0; k < n_grid; k++) {
        int32_t left = grid_s;

        on_grid[k] = 0;
        grid_qualities[k] = TALLY_QUALITY_MEASURED;
        while (left > 0) {
            int32_t part = MIN (left, interval_s - from);
            uint8_t quality = part < interval_s && is_known (qualities[i])
                                  ? TALLY_QUALITY_REGISTER_DIFFERENCE
                                  : qualities[i];

            on_grid[k] += upto (values[i], from + part, interval_s)
                          - upto (values[i], from, interval_s);
            if (grid_qualities[k] != TALLY_QUALITY_MISSING && !is_known (quality))
                grid_qualities[k] = quality;
            left -= part;
            from = (from + part) % interval_s;
            i += from == 0 ? 1 : 0;
        }
    }
}

void
tally_balance_tree_close (TallyBalanceTree *self)
{
    for (size_t i = self->n_entries; i > 0; i--) {
        const Entry *entry = &self->entries[i - 1];
        const TallyBalance *own = &entry->balance;
        TallyBalance *above;

        if (entry->parent == NONE)
            continue;
        above = &self->entries[entry->parent].balance;
        add_up (above->sold, own->sold, self->n);
        add_up (above->generation, own->generation, self->n);
        for (int32_t k = 0; k < self->n; k++) {
            above->seen[k] += own->seen[k];
            above->estimated[k] += own->estimated[k];
        }
        for (int32_t k = 0; k < self->n; k++)
            above->children_loss[k] += own->in[k] + own->generation[k] - own->out[k] - own->sold[k];
    }
}

size_t
tally_balance_tree_count (const TallyBalanceTree *self)
{
    return self->n_entries;
}

const TallyBalance *
tally_balance_tree_get (const TallyBalanceTree *self, size_t index, const TallyBalanceNode **node)
{
    g_return_val_if_fail (index < self->n_entries, NULL);

    *node = &self->entries[index].node;
    return &self->entries[index].balance;
}

int64_t
tally_balance_theoretical (const TallyBalanceNode *node,
                           const int64_t *in,
                           int32_t n,
                           int32_t interval_s)
{
    /* Sums of squares first, one division last: nothing is lost on the way. */
    __int128 squares = 0;
    __int128 full = (__int128) node->rated_va * interval_s; /* 3600ths of a Wh */
    __int128 no_load = (__int128) node->no_load_loss_w * interval_s * n / SECONDS_PER_HOUR;
    __int128 load = 0;
    gboolean is_beyond = FALSE;

    for (int32_t i = 0; i < n; i++)
        is_beyond |= __builtin_add_overflow (squares, (__int128) in[i] * in[i], &squares);
    if (full == 0)
        return (int64_t) no_load;
    is_beyond |= __builtin_mul_overflow (squares, (__int128) SECONDS_PER_HOUR * node->load_loss_w,
                                         &load);
    load /= full * node->rated_va;
    return is_beyond || load > G_MAXINT64 - no_load ? G_MAXINT64 : (int64_t) (no_load + load);
}
