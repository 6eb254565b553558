// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client-gtk/models/tally-feed.h"
#include "client-gtk/models/tally-job.h"
#include "shared/wire/tally-wire-collection-region.h"
#include "shared/wire/tally-wire-failing-row.h"

G_BEGIN_DECLS

/**
 * TallyCollectionModel:
 *
 * What the meters of one day said, of everything or of one region, and reading them again. A part
 * of the grid that has few points shows them all; of a larger one the regions under it are shown,
 * and the points at its own node.
 *
 * Signal "place-changed": another region is looked at.
 */
#define TALLY_TYPE_COLLECTION_MODEL (tally_collection_model_get_type ())
G_DECLARE_FINAL_TYPE (TallyCollectionModel,
                      tally_collection_model,
                      TALLY,
                      COLLECTION_MODEL,
                      GObject)

TallyCollectionModel *tally_collection_model_new (TallyApi *api);

/** tally_collection_model_set_day: @day: "YYYY-MM-DD" */
void tally_collection_model_set_day (TallyCollectionModel *self, const char *day);
void tally_collection_model_refresh (TallyCollectionModel *self);

/** tally_collection_model_open: looks at the region of that node, one of those now shown */
void tally_collection_model_open (TallyCollectionModel *self, int64_t node_id);

/** tally_collection_model_up: Returns: %FALSE at the top */
gboolean tally_collection_model_up (TallyCollectionModel *self);

/** tally_collection_model_get_place: Returns: (transfer full): "Grid › City", "" at the top */
char *tally_collection_model_get_place (TallyCollectionModel *self);

/** tally_collection_model_is_top: Returns: whether there is nothing above */
gboolean tally_collection_model_is_top (TallyCollectionModel *self);

/** tally_collection_model_has_regions: Returns: whether regions are shown, not all points */
gboolean tally_collection_model_has_regions (TallyCollectionModel *self);

/** tally_collection_model_get_summary: one #TallyWireSummary */
TallyFeed *tally_collection_model_get_summary (TallyCollectionModel *self);

/** tally_collection_model_get_regions: rows of #TallyWireCollectionRegion */
TallyFeed *tally_collection_model_get_regions (TallyCollectionModel *self);

/** tally_collection_model_get_reasons: rows of #TallyWireCollectionReason */
TallyFeed *tally_collection_model_get_reasons (TallyCollectionModel *self);

/** tally_collection_model_get_heat: rows of #TallyWireHeatRow */
TallyFeed *tally_collection_model_get_heat (TallyCollectionModel *self);

/** tally_collection_model_get_failing: rows of #TallyWireFailingRow */
TallyFeed *tally_collection_model_get_failing (TallyCollectionModel *self);
TallyJob *tally_collection_model_get_job (TallyCollectionModel *self);

/** tally_collection_model_reread: @points: a list of items of #TallyWireFailingRow */
void tally_collection_model_reread (TallyCollectionModel *self, GListModel *points);

/** tally_collection_model_reread_place: every point of the region that is looked at */
void tally_collection_model_reread_place (TallyCollectionModel *self);

/** tally_collection_model_may_reread: Returns: whether this person may, and nothing runs */
gboolean tally_collection_model_may_reread (TallyCollectionModel *self);

/** tally_collection_model_hear: takes an event of the server */
void tally_collection_model_hear (TallyCollectionModel *self,
                                  const char *name,
                                  const TallyWireEvent *event);

G_END_DECLS
