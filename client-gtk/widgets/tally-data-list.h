// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client-gtk/models/tally-feed.h"
#include "client-gtk/models/tally-row-item.h"
#include "client-gtk/widgets/tally-table.h"

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * TallyDataList:
 *
 * The one list of the product. Columns are a table; rows come from a feed, whose
 * state the list shows, or from any list of #TallyRowItem. Search, filters with counts,
 * sorting, hiding and reordering of columns, and export of exactly what is shown.
 * Keys: Ctrl+F search, Ctrl+E export, Esc clear all, Enter open.
 *
 * Signal "selected": another row is selected, or none.
 * Signal "opened": the row was activated.
 */
#define TALLY_TYPE_DATA_LIST (tally_data_list_get_type ())
G_DECLARE_FINAL_TYPE (TallyDataList, tally_data_list, TALLY, DATA_LIST, AdwBin)

/**
 * tally_data_list_set_up:
 * @title: what the rows are, translated; also names the exported file
 * @columns: static
 * @key: id of the column that tells rows apart, so that a refresh keeps the selection
 *
 * Called once, before anything else.
 */
void tally_data_list_set_up (TallyDataList *self,
                             const char *title,
                             const TallyColumn *columns,
                             size_t n_columns,
                             const char *key);

/** tally_data_list_set_empty: what to say when there are no rows; translated */
void tally_data_list_set_empty (TallyDataList *self, const char *title, const char *description);

/** tally_data_list_set_tree: members of the struct that make a tree; both `int64_t` */
void tally_data_list_set_tree (TallyDataList *self, size_t id_offset, size_t parent_offset);

/** tally_data_list_set_auto: selects the first row when the selected one is gone */
void tally_data_list_set_auto (TallyDataList *self, gboolean is_auto);

void tally_data_list_set_feed (TallyDataList *self, TallyFeed *feed);
void tally_data_list_set_rows (TallyDataList *self, GListModel *rows);

/** tally_data_list_get_selected: Returns: (transfer none) (nullable): the struct */
gconstpointer tally_data_list_get_selected (TallyDataList *self);

/** tally_data_list_get_shown: Returns: (transfer none): the rows as they are shown */
GListModel *tally_data_list_get_shown (TallyDataList *self);

/** tally_data_list_select: the row with this text in the key column, now or when it comes */
void tally_data_list_select (TallyDataList *self, const char *key);

/** tally_data_list_step: selects the next (+1) or previous (-1) row of those shown */
void tally_data_list_step (TallyDataList *self, int direction);

/** tally_data_list_focus: to the selected row, or the first; Returns: whether it could */
gboolean tally_data_list_focus (TallyDataList *self);

void tally_data_list_search (TallyDataList *self);
void tally_data_list_export (TallyDataList *self);

/** tally_data_list_clear: no search, no filter; Returns: whether there was any */
gboolean tally_data_list_clear (TallyDataList *self);

/** tally_data_list_to_table: Returns: (transfer full): exactly what is shown */
TallyTable *tally_data_list_to_table (TallyDataList *self);

/** tally_data_list_add_button: puts @button in front of the list's own */
void tally_data_list_add_button (TallyDataList *self, GtkWidget *button);

G_END_DECLS
