// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client-gtk/widgets/tally-table.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * tally_list_cell_add_column:
 * @about: static; what its cells show and how it sorts
 * @is_first: whether its cells can carry the expander of a tree
 */
void tally_list_cell_add_column (GtkColumnView *view, const TallyColumn *about, gboolean is_first);

/** tally_list_cell_column_about: Returns: what the column was made from */
const TallyColumn *tally_list_cell_column_about (GtkColumnViewColumn *column);

/** tally_list_cell_look: @code: (nullable); Returns: (nullable): the CSS class of that state */
const char *tally_list_cell_look (const char *code);

/** tally_list_cell_table: Returns: (transfer full): @rows in the visible columns of @view */
TallyTable *tally_list_cell_table (GtkColumnView *view, const char *title, GListModel *rows);

/** tally_list_cell_align_headers: titles of figures to the right, like the figures */
void tally_list_cell_align_headers (GtkColumnView *view);

G_END_DECLS
