// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/sim/sample/tally-load.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define TALLY_GRID_INTERVAL_S 900

/* Channels 1 to 3 of a point: import, export, reactive import. */
#define TALLY_GRID_CHANNELS 3

/** TallyGridNode: a node as the generator wrote it, with its losses */
typedef struct {
    int node_id;
    int parent_id; /* 0 at the top */
    char *kind;
    int64_t no_load_w;
    int64_t rated_va;
    int64_t load_loss_w;
    int64_t *inflow_wh; /* one per interval */
} TallyGridNode;

/** TallyGridPoint: a point and what flowed through it */
typedef struct {
    int64_t point_id;
    int node_id;
    char *code;
    char *role; /* customer, node, grid, city, district, tie */
    TallyLoad load;
    int64_t power_factor_ppm; /* 0: no reactive energy */
    int64_t stolen_ppm;
    int64_t stolen_from;
    /* Energy up to the start of each interval, primary side, as an ideal meter
     * would show it; n_intervals + 1 figures; NULL for a channel without. */
    int64_t *total[TALLY_GRID_CHANNELS];
} TallyGridPoint;

/** TallyGrid: the sample's network over a span of intervals */
typedef struct {
    int64_t since; /* Unix seconds of the first interval: a local midnight */
    int first_day; /* local day of @since */
    size_t n_intervals;
    GArray *nodes;  /* TallyGridNode, parents before children */
    GArray *points; /* TallyGridPoint */
} TallyGrid;

/**
 * tally_grid_flow:
 *
 * Lets the customers use, steal and feed in, and carries what they do up the
 * tree with the losses of each transformer and line, filling every @total.
 */
void tally_grid_flow (TallyGrid *grid);

void tally_grid_clear (TallyGrid *grid);

G_END_DECLS
