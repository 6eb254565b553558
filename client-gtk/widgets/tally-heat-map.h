// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * TallyHeatMap:
 *
 * Points by hours, the points with most trouble on top. A state is told by colour and
 * by shape. Arrow keys and pointer read single cells out.
 *
 * Property "text": what the cell under cursor or pointer says.
 */
#define TALLY_TYPE_HEAT_MAP (tally_heat_map_get_type ())
G_DECLARE_FINAL_TYPE (TallyHeatMap, tally_heat_map, TALLY, HEAT_MAP, GtkWidget)

/** tally_heat_map_set_rows: @rows: a list of items of #TallyWireHeatRow */
void tally_heat_map_set_rows (TallyHeatMap *self, GListModel *rows);

G_END_DECLS
