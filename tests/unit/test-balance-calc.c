// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: what crosses a region's boundary is counted once at every node it enters or leaves, losses
 * add up to the top exactly, and a tree that is none is refused. Figures are worked out by hand. */
#include "server/energy/tally-energy-balance-calc.h"

#include "shared/block/tally-block.h"
#include "shared/error/tally-error.h"
#include "tests/lib/tally-test-cases.h"

#define N 2
#define GRID 1
#define EAST 2
#define WEST 3
#define AREA 4 /* in the east */

/* In an order in which no node stands behind its parent. */
static const TallyBalanceNode nodes[] = {
    { .node_id = AREA, .parent_id = EAST },
    { .node_id = WEST, .parent_id = GRID },
    { .node_id = EAST, .parent_id = GRID },
    { .node_id = GRID },
};

typedef struct {
    TallyBalancePoint point;
    gboolean is_import;
    int32_t at;
    int32_t n;
    int64_t values[N];
    uint8_t qualities[N];
} Flow;

#define ESTIMATED TALLY_QUALITY_LIKE_DAYS
#define BETWEEN(from, to)                                                           \
    {                                                                               \
        .role = TALLY_BALANCE_EXCHANGE, .from_node_id = (from), .to_node_id = (to), \
    }
#define AT(node, kind)                                   \
    {                                                    \
        .role = TALLY_BALANCE_##kind, .node_id = (node), \
    }

static const Flow flows[] = {
    { BETWEEN (0, EAST), TRUE, 0, 2, { 1000, 2000 }, { 0 } }, /* from outside */
    { BETWEEN (0, EAST), FALSE, 0, 2, { 10, 20 }, { 0 } },    /* and back */
    { BETWEEN (EAST, WEST), TRUE, 0, 2, { 300, 500 }, { 0, ESTIMATED } },
    { BETWEEN (AREA, WEST), FALSE, 1, 1, { 7 }, { 0 } }, /* from the west to the area */
    { BETWEEN (EAST, AREA), TRUE, 0, 2, { 600, 1300 }, { 0 } },
    { AT (AREA, CUSTOMER), TRUE, 0, 2, { 560, 1250 }, { TALLY_QUALITY_EDITED, ESTIMATED } },
    { AT (AREA, CUSTOMER), FALSE, 0, 1, { 5 }, { 0 } }, /* his solar export */
    { AT (WEST, CUSTOMER), TRUE, 0, 2, { 290, 470 }, { 0 } },
    { AT (WEST, GENERATION), TRUE, 1, 1, { 40 }, { 0 } },
};

/* In, generation, out, sold, losses of the children; then points seen and estimated, in all. */
typedef struct {
    int32_t node_id;
    int64_t figures[5][N];
    int32_t n_seen;
    int32_t n_estimated;
} Sum;

static const Sum sums[] = {
    { AREA, { { 600, 1307 }, { 5, 0 }, { 0, 0 }, { 560, 1250 }, { 0, 0 } }, 6, 1 },
    { WEST, { { 300, 500 }, { 0, 40 }, { 0, 7 }, { 290, 470 }, { 0, 0 } }, 5, 1 },
    /* What the east gives to its area stays in the east; what the west gives to it comes in. */
    { EAST, { { 1000, 2007 }, { 5, 0 }, { 310, 520 }, { 560, 1250 }, { 45, 57 } }, 9, 1 },
    { GRID, { { 1000, 2000 }, { 5, 40 }, { 10, 20 }, { 850, 1720 }, { 145, 300 } }, 16, 2 },
};

static TallyBalanceTree *
plant (void)
{
    g_autoptr(GError) error = NULL;
    TallyBalanceTree *tree = tally_balance_tree_new (nodes, G_N_ELEMENTS (nodes), N, &error);

    g_assert_no_error (error);
    g_assert_cmpint (tally_balance_tree_count (tree), ==, G_N_ELEMENTS (nodes));
    return tree;
}

static const TallyBalance *
find (TallyBalanceTree *tree, int32_t node_id)
{
    for (size_t i = 0; i < tally_balance_tree_count (tree); i++) {
        const TallyBalanceNode *node;
        const TallyBalance *balance = tally_balance_tree_get (tree, i, &node);

        if (node->node_id == node_id)
            return balance;
    }
    g_assert_not_reached ();
}

static int32_t
total (const int32_t *counts)
{
    return counts[0] + counts[1];
}

static void
check (TallyBalanceTree *tree)
{
    for (size_t i = 0; i < G_N_ELEMENTS (sums); i++) {
        const Sum *sum = &sums[i];
        const TallyBalance *balance = find (tree, sum->node_id);
        const int64_t *figures[] = { balance->in, balance->generation, balance->out, balance->sold,
                                     balance->children_loss };

        g_test_message ("node %d", sum->node_id);
        for (size_t k = 0; k < G_N_ELEMENTS (figures); k++)
            g_assert_cmpmem (figures[k], N * sizeof (int64_t), sum->figures[k],
                             sizeof sum->figures[k]);
        g_assert_cmpint (total (balance->seen), ==, sum->n_seen);
        g_assert_cmpint (total (balance->estimated), ==, sum->n_estimated);
        g_assert_false (balance->has_boundary);
    }
}

static void
add (TallyBalanceTree *tree, const Flow *flow)
{
    g_autoptr(GError) error = NULL;

    g_assert_true (tally_balance_tree_add (tree, &flow->point, flow->is_import, flow->at,
                                           flow->values, flow->qualities, flow->n, &error));
    g_assert_no_error (error);
}

static void
test_flows (void)
{
    g_autoptr(TallyBalanceTree) tree = plant ();
    g_autoptr(TallyBalanceTree) backwards = plant ();

    for (size_t i = 0; i < G_N_ELEMENTS (flows); i++) {
        add (tree, &flows[i]);
        add (backwards, &flows[G_N_ELEMENTS (flows) - 1 - i]);
    }
    tally_balance_tree_close (tree);
    tally_balance_tree_close (backwards);
    check (tree);
    check (backwards);
}

/* A node's own meters say what crosses its boundary. */
static void
test_boundary (void)
{
    static const Flow in = { AT (AREA, BOUNDARY), TRUE, 0, 2, { 100, 200 }, { 0 } };
    static const Flow out = { AT (AREA, BOUNDARY), FALSE, 0, 2, { 1, 2 }, { 0 } };
    g_autoptr(TallyBalanceTree) tree = plant ();
    const TallyBalance *area;

    add (tree, &in);
    add (tree, &out);
    tally_balance_tree_close (tree);
    area = find (tree, AREA);
    g_assert_true (area->has_boundary);
    g_assert_cmpint (area->in[1], ==, 200);
    g_assert_cmpint (area->out[1], ==, 2);
    g_assert_false (find (tree, EAST)->has_boundary);
    g_assert_cmpint (find (tree, EAST)->in[1], ==, 0);
    g_assert_cmpint (find (tree, EAST)->children_loss[1], ==, 198);
}

static void
test_unknown_node (void)
{
    static const TallyBalancePoint nowhere = AT (99, CUSTOMER);
    static const int64_t values[] = { 1 };
    static const uint8_t qualities[] = { 0 };
    g_autoptr(TallyBalanceTree) tree = plant ();
    g_autoptr(GError) error = NULL;

    g_assert_false (tally_balance_tree_add (tree, &nowhere, TRUE, 0, values, qualities, 1, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
    g_assert_nonnull (strstr (error->message, "99"));
}

typedef struct {
    const char *name;
    TallyBalanceNode nodes[2];
} NoTree;

static const NoTree no_trees[] = {
    { "no-parent", { { .node_id = 1 }, { .node_id = 2, .parent_id = 9 } } },
    { "loop", { { .node_id = 1, .parent_id = 2 }, { .node_id = 2, .parent_id = 1 } } },
    { "own-parent", { { .node_id = 1 }, { .node_id = 2, .parent_id = 2 } } },
    { "twice", { { .node_id = 1 }, { .node_id = 1 } } },
};

static void
test_no_tree (gconstpointer data)
{
    const NoTree *c = data;
    g_autoptr(GError) error = NULL;

    g_assert_null (tally_balance_tree_new (c->nodes, G_N_ELEMENTS (c->nodes), N, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
}

typedef struct {
    const char *name;
    TallyBalanceNode node;
    int64_t in[2];
    int64_t loss_wh;
} TheoryCase;

#define TRANSFORMER                                                        \
    {                                                                      \
        .no_load_loss_w = 400, .load_loss_w = 3000, .rated_va = 250 * 1000 \
    }

static const TheoryCase theories[] = {
    /* 400 W x half an hour. */
    { "idle", TRANSFORMER, { 0, 0 }, 200 },
    /* 62,500 Wh in a quarter of an hour is the rated load: 3,000 W x an hour / 4, twice. */
    { "full-load", TRANSFORMER, { 62500, 62500 }, 200 + 1500 },
    /* A quarter of it at half the load. */
    { "half-load", TRANSFORMER, { 31250, 31250 }, 200 + 375 },
    /* (7,000 / 62,500)^2 x 750 Wh = 9.408; nothing is lost before the last division. */
    { "light", TRANSFORMER, { 7000, 0 }, 200 + 9 },
    { "two-light", TRANSFORMER, { 7000, 7000 }, 200 + 18 },
    { "beyond", TRANSFORMER, { INT64_C (1) << 57, INT64_C (1) << 57 }, G_MAXINT64 },
    { "far-beyond", TRANSFORMER, { G_MAXINT64, G_MAXINT64 }, G_MAXINT64 },
    { "no-rating", { .no_load_loss_w = 400 }, { 62500, 62500 }, 200 },
    /* A figure that no node has is no overflow: (10^15 / 62,500)^2 x 750 Wh x 2. */
    { "absurd",
      { .no_load_loss_w = 0, .load_loss_w = 3000, .rated_va = 250 * 1000 },
      { INT64_C (1000000000000), INT64_C (1000000000000) },
      INT64_C (384000000000000000) },
};

static void
test_theory (gconstpointer data)
{
    const TheoryCase *c = data;

    g_assert_cmpint (tally_balance_theoretical (&c->node, c->in, 2, 900), ==, c->loss_wh);
}

#define MISSING TALLY_QUALITY_MISSING
#define EDITED TALLY_QUALITY_EDITED
#define SPREAD TALLY_QUALITY_REGISTER_DIFFERENCE

typedef struct {
    const char *name;
    int32_t interval_s;
    int64_t values[6];
    uint8_t qualities[6];
    int32_t n_grid;
    int64_t on_grid[4];
    uint8_t grid_qualities[4];
} GridCase;

static const GridCase grid_cases[] = {
    { "as-it-is", 900, { 5, 6 }, { 0, EDITED }, 2, { 5, 6 }, { 0 } },
    /* Three of five minutes: 1 + 2 + 3 and 4 + 5 + 6. */
    { "summed", 300, { 1, 2, 3, 4, 5, 6 }, { 0, 0, 0, EDITED, 0, 0 }, 2, { 6, 15 }, { 0 } },
    { "worst-of-parts",
      300,
      { 1, 0, 3, 4, 5, 6 },
      { ESTIMATED, MISSING, ESTIMATED, 0, ESTIMATED, 0 },
      2,
      { 4, 15 },
      { MISSING, ESTIMATED } },
    /* Half an hour of 11: 5 and 6, which were not measured apart; -7: -3 and -4. */
    { "spread",
      1800,
      { 11, -7 },
      { 0, ESTIMATED },
      4,
      { 5, 6, -3, -4 },
      { SPREAD, SPREAD, ESTIMATED, ESTIMATED } },
    { "hour",
      3600,
      { 10 },
      { MISSING },
      4,
      { 2, 3, 2, 3 },
      { MISSING, MISSING, MISSING, MISSING } },
    /* Ten minutes each: 10 and half of 21, the other half and 30. */
    { "overlapping", 600, { 10, 21, 30 }, { 0 }, 2, { 20, 41 }, { SPREAD, SPREAD } },
};

static void
test_regrid (gconstpointer data)
{
    const GridCase *c = data;
    int64_t values[4];
    uint8_t qualities[4];

    tally_balance_regrid (c->values, c->qualities, c->interval_s, 900, values, qualities,
                          c->n_grid);
    for (int32_t k = 0; k < c->n_grid; k++) {
        g_assert_cmpint (values[k], ==, c->on_grid[k]);
        /* What is measured or edited throughout is as good as measured. */
        g_assert_cmpint (qualities[k], ==, c->grid_qualities[k]);
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    ADD_ALL ("/balance/regrid/", grid_cases, test_regrid);
    g_test_add_func ("/balance/flows", test_flows);
    g_test_add_func ("/balance/boundary", test_boundary);
    g_test_add_func ("/balance/unknown-node", test_unknown_node);
    for (size_t i = 0; i < G_N_ELEMENTS (no_trees); i++) {
        g_autofree char *path = g_strconcat ("/balance/no-tree/", no_trees[i].name, NULL);

        g_test_add_data_func (path, &no_trees[i], test_no_tree);
    }
    for (size_t i = 0; i < G_N_ELEMENTS (theories); i++) {
        g_autofree char *path = g_strconcat ("/balance/theoretical/", theories[i].name, NULL);

        g_test_add_data_func (path, &theories[i], test_theory);
    }
    return g_test_run ();
}
