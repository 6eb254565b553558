// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client-gtk/models/tally-feed.h"

G_BEGIN_DECLS

/** TallyRegionsModel: the energy balances of a month: all nodes, and one by day. */
#define TALLY_TYPE_REGIONS_MODEL (tally_regions_model_get_type ())
G_DECLARE_FINAL_TYPE (TallyRegionsModel, tally_regions_model, TALLY, REGIONS_MODEL, GObject)

TallyRegionsModel *tally_regions_model_new (TallyApi *api);

/** tally_regions_model_set_month: @month: "YYYY-MM" */
void tally_regions_model_set_month (TallyRegionsModel *self, const char *month);

/** tally_regions_model_set_node: @node_id: the node whose days are wanted; 0 none */
void tally_regions_model_set_node (TallyRegionsModel *self, int64_t node_id);
void tally_regions_model_refresh (TallyRegionsModel *self);

/** tally_regions_model_get_nodes: a row of #TallyWireBalance for each node */
TallyFeed *tally_regions_model_get_nodes (TallyRegionsModel *self);

/** tally_regions_model_get_days: a row of #TallyWireBalance for each day of the node */
TallyFeed *tally_regions_model_get_days (TallyRegionsModel *self);

G_END_DECLS
