// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * TallyHeatMap:
 *
 * Regions and points by hours, those with most trouble on top. A state is told by colour and
 * by shape. Arrow keys and pointer read single cells out. Only lines that can be seen are drawn.
 *
 * Property "text": what the cell under cursor or pointer says.
 * Signal "opened" (int node): a region was chosen with Enter or a double click.
 */
#define TALLY_TYPE_HEAT_MAP (tally_heat_map_get_type ())
G_DECLARE_FINAL_TYPE (TallyHeatMap, tally_heat_map, TALLY, HEAT_MAP, GtkWidget)

/**
 * tally_heat_map_set_rows:
 * @regions: a list of items of #TallyWireCollectionRegion
 * @points: a list of items of #TallyWireHeatRow
 */
void tally_heat_map_set_rows (TallyHeatMap *self, GListModel *regions, GListModel *points);

/** tally_heat_map_show_regions: whether lines of regions are shown beside those of points */
void tally_heat_map_show_regions (TallyHeatMap *self, gboolean are_shown);

G_END_DECLS
