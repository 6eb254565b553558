// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client-gtk/widgets/tally-row-filter.h"

G_BEGIN_DECLS

/* What hangs around a list: the filter menu, the chips, the column menu. */

/** tally_list_menus_fill_facets: a check for each value of each column, with its count */
void tally_list_menus_fill_facets (GtkBox *box,
                                   TallyRowFilter *filter,
                                   const TallyColumn *columns,
                                   size_t n_columns,
                                   GListModel *rows);

/** tally_list_menus_fill_chips: a button for each chosen value; pressing takes it away */
void tally_list_menus_fill_chips (GtkFlowBox *box,
                                  TallyRowFilter *filter,
                                  const TallyColumn *columns,
                                  size_t n_columns,
                                  const char *searched);

/** tally_list_menus_fill_columns: a check and two arrows for each column of @view */
void tally_list_menus_fill_columns (GtkBox *box, GtkColumnView *view);

G_END_DECLS
