// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client-gtk/widgets/tally-column.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * TallyRowFilter:
 *
 * Which rows a list shows: those with the searched words in any column, and, for each
 * column somebody filters by, with one of the values chosen there.
 */
#define TALLY_TYPE_ROW_FILTER (tally_row_filter_get_type ())
G_DECLARE_FINAL_TYPE (TallyRowFilter, tally_row_filter, TALLY, ROW_FILTER, GtkFilter)

TallyRowFilter *tally_row_filter_new (const TallyColumn *columns, size_t n_columns);

void tally_row_filter_set_search (TallyRowFilter *self, const char *words);

/** tally_row_filter_choose: adds or takes away one value of a column, as it is shown */
void tally_row_filter_choose (TallyRowFilter *self,
                              size_t column,
                              const char *value,
                              gboolean is_chosen);
gboolean tally_row_filter_is_chosen (TallyRowFilter *self, size_t column, const char *value);

/** tally_row_filter_get_chosen: Returns: (transfer full) (element-type utf8): in order */
GPtrArray *tally_row_filter_get_chosen (TallyRowFilter *self, size_t column);

/** tally_row_filter_is_active: Returns: whether anything is searched or chosen */
gboolean tally_row_filter_is_active (TallyRowFilter *self);
void tally_row_filter_clear (TallyRowFilter *self);

/**
 * tally_row_filter_count:
 * @rows: all rows of the list
 * @column: a column
 *
 * Counts what choosing a value would show: rows that pass everything but this column.
 *
 * Returns: (transfer full): value → number of rows, as GUINT_TO_POINTER
 */
GHashTable *tally_row_filter_count (TallyRowFilter *self, GListModel *rows, size_t column);

G_END_DECLS
