// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/sim/sample/tally-grid.h"

#include <math.h>

/* Wires between transformer and houses lose this share of full load at full load. */
#define LOW_VOLTAGE_LOSS 0.030
#define DISTRICT_LOSS 0.004
#define CITY_LOSS 0.006
#define GRID_LOSS 0.008
#define NORTH_SHARE 0.58
#define TIE_W 160000.0

static int64_t *
new_series (const TallyGrid *grid)
{
    return g_new0 (int64_t, grid->n_intervals + 1);
}

static TallyGridNode *
find_node (TallyGrid *grid, int node_id)
{
    for (guint i = 0; i < grid->nodes->len; i++) {
        TallyGridNode *node = &g_array_index (grid->nodes, TallyGridNode, i);

        if (node->node_id == node_id)
            return node;
    }
    return NULL;
}

static int64_t
reactive_of (const TallyGridPoint *point, int64_t wh, int day, int quarter)
{
    double factor = (double) point->power_factor_ppm / 1e6;
    double moved = factor
                   + 0.02
                         * (tally_load_noise (point->load.seed, 17, (uint32_t) (day * 96 + quarter))
                            - 0.5);

    moved = CLAMP (moved, 0.5, 0.999);
    return (int64_t) ((double) wh * sqrt (1.0 - moved * moved) / moved);
}

/* What one customer takes from the area, and what his meter makes of it. */
static void
flow_customer (TallyGrid *grid, TallyGridPoint *point)
{
    TallyGridNode *node = find_node (grid, point->node_id);
    int64_t *import = point->total[0] = new_series (grid);
    int64_t *export = point->load.solar_w > 0 ? (point->total[1] = new_series (grid)) : NULL;
    int64_t *reactive = point->power_factor_ppm > 0 ? (point->total[2] = new_series (grid)) : NULL;

    for (size_t i = 0; i < grid->n_intervals; i++) {
        int day = grid->first_day + (int) (i / 96);
        int quarter = (int) (i % 96);
        int64_t net = tally_load_use_wh (&point->load, day, quarter)
                      - tally_load_solar_wh (&point->load, day, quarter);
        int64_t metered = MAX (net, 0);

        node->inflow_wh[i] += net;
        if (point->stolen_ppm > 0
            && grid->since + (int64_t) i * TALLY_GRID_INTERVAL_S >= point->stolen_from)
            metered -= metered * point->stolen_ppm / 1000000;
        import[i + 1] = import[i] + metered;
        if (export != NULL)
            export[i + 1] = export[i] + MAX (-net, 0);
        if (reactive != NULL)
            reactive[i + 1] = reactive[i] + reactive_of (point, metered, day, quarter);
    }
}

/* Adds the losses of a node to what its children take; parents come later. */
static void
flow_node (TallyGrid *grid, TallyGridNode *node)
{
    TallyGridNode *parent = find_node (grid, node->parent_id);
    gboolean is_area = g_str_equal (node->kind, "area");
    double full_wh = (double) node->rated_va * 0.25;
    double tenths = 0;

    for (size_t i = 0; i < grid->n_intervals; i++) {
        double use = (double) node->inflow_wh[i];
        double loss = (double) node->no_load_w * 0.25;

        if (full_wh > 0) {
            double share = use / full_wh;

            loss += (double) node->load_loss_w * 0.25 * share * share;
            loss += is_area ? LOW_VOLTAGE_LOSS * full_wh * share * share : 0;
        }
        if (g_str_equal (node->kind, "district"))
            loss = use * DISTRICT_LOSS;
        else if (g_str_equal (node->kind, "city"))
            loss = use * CITY_LOSS;
        else if (g_str_equal (node->kind, "grid"))
            loss = use * GRID_LOSS;

        /* Parts of a watt-hour wait for the next quarter-hour. */
        tenths += loss;
        node->inflow_wh[i] += (int64_t) tenths;
        tenths -= (double) (int64_t) tenths;
        if (parent != NULL)
            parent->inflow_wh[i] += node->inflow_wh[i];
    }
}

/* From the first district to the second by night, back in the evening. */
static int64_t
tie_flow (size_t i)
{
    double hour = (double) (i % 96) / 4.0;
    double wobble = tally_load_noise (77, 1, (uint32_t) i) - 0.5;

    return (int64_t) (TIE_W * 0.25 * (cos ((hour - 3.0) / 24.0 * 6.283185307) + 0.1 * wobble));
}

static int64_t
flow_of_point (const TallyGridPoint *point, const TallyGridNode *node, size_t i)
{
    if (g_str_equal (point->role, "tie"))
        return tie_flow (i);
    if (g_str_equal (point->role, "grid")) {
        int64_t north = (int64_t) (NORTH_SHARE * (double) node->inflow_wh[i]);

        return point->point_id == 1 ? north : node->inflow_wh[i] - north;
    }
    if (g_str_equal (point->role, "district") && node->node_id == 100)
        return node->inflow_wh[i] + tie_flow (i);
    if (g_str_equal (point->role, "district") && node->node_id == 200)
        return node->inflow_wh[i] - tie_flow (i);
    return node->inflow_wh[i];
}

static void
meter_boundary (TallyGrid *grid, TallyGridPoint *point)
{
    const TallyGridNode *node = find_node (grid, point->node_id);
    int64_t *import = point->total[0] = new_series (grid);
    int64_t *export = point->total[1] = new_series (grid);

    for (size_t i = 0; i < grid->n_intervals; i++) {
        int64_t flow = flow_of_point (point, node, i);

        import[i + 1] = import[i] + MAX (flow, 0);
        export[i + 1] = export[i] + MAX (-flow, 0);
    }
}

void
tally_grid_flow (TallyGrid *grid)
{
    for (guint i = 0; i < grid->nodes->len; i++) {
        TallyGridNode *node = &g_array_index (grid->nodes, TallyGridNode, i);

        node->inflow_wh = new_series (grid);
    }
    for (guint i = 0; i < grid->points->len; i++) {
        TallyGridPoint *point = &g_array_index (grid->points, TallyGridPoint, i);

        if (g_str_equal (point->role, "customer"))
            flow_customer (grid, point);
    }
    for (guint i = grid->nodes->len; i > 0; i--)
        flow_node (grid, &g_array_index (grid->nodes, TallyGridNode, i - 1));
    for (guint i = 0; i < grid->points->len; i++) {
        TallyGridPoint *point = &g_array_index (grid->points, TallyGridPoint, i);

        if (!g_str_equal (point->role, "customer"))
            meter_boundary (grid, point);
    }
}

void
tally_grid_clear (TallyGrid *grid)
{
    for (guint i = 0; grid->nodes != NULL && i < grid->nodes->len; i++) {
        TallyGridNode *node = &g_array_index (grid->nodes, TallyGridNode, i);

        g_free (node->kind);
        g_free (node->inflow_wh);
    }
    for (guint i = 0; grid->points != NULL && i < grid->points->len; i++) {
        TallyGridPoint *point = &g_array_index (grid->points, TallyGridPoint, i);

        g_free (point->code);
        g_free (point->role);
        for (size_t channel = 0; channel < TALLY_GRID_CHANNELS; channel++)
            g_free (point->total[channel]);
    }
    g_clear_pointer (&grid->nodes, g_array_unref);
    g_clear_pointer (&grid->points, g_array_unref);
}
