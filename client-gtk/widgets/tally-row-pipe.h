// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client-gtk/widgets/tally-row-filter.h"

G_BEGIN_DECLS

/**
 * TallyRowPipe:
 *
 * The way of rows to a list: rows → filter → order → selection, or a tree in place of
 * the filter as long as nothing is filtered. Replacing the rows keeps the same row
 * selected, by its key.
 *
 * Signal "settled": what is shown changed, and the selection is in order again.
 * Signal "selected": another row is selected, or none.
 */
#define TALLY_TYPE_ROW_PIPE (tally_row_pipe_get_type ())
G_DECLARE_FINAL_TYPE (TallyRowPipe, tally_row_pipe, TALLY, ROW_PIPE, GObject)

/** tally_row_pipe_new: @key: the column that tells rows apart; @sorter: of the view */
TallyRowPipe *tally_row_pipe_new (const TallyColumn *columns,
                                  size_t n_columns,
                                  const TallyColumn *key,
                                  GtkSorter *sorter);

void tally_row_pipe_set_tree (TallyRowPipe *self, size_t id_offset, size_t parent_offset);
void tally_row_pipe_set_auto (TallyRowPipe *self, gboolean is_auto);

/** tally_row_pipe_set_rows: @is_fed: tally_row_pipe_settle() follows each change of @rows */
void tally_row_pipe_set_rows (TallyRowPipe *self, GListModel *rows, gboolean is_fed);
void tally_row_pipe_settle (TallyRowPipe *self);

TallyRowFilter *tally_row_pipe_get_filter (TallyRowPipe *self);
GListModel *tally_row_pipe_get_rows (TallyRowPipe *self);
GListModel *tally_row_pipe_get_shown (TallyRowPipe *self);
GtkSingleSelection *tally_row_pipe_get_selection (TallyRowPipe *self);

/**
 * tally_row_pipe_select:
 *
 * A row that is still to come is selected when it comes.
 *
 * Returns: whether there is such a row among those shown
 */
gboolean tally_row_pipe_select (TallyRowPipe *self, const char *key);

G_END_DECLS
