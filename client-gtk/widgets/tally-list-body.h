// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * TallyListBody:
 *
 * The rows of a list: a table where there is room for one, else a card a row. Both show the
 * same selection; only the one that is seen follows the rows.
 *
 * Signal "activate": the selected row was activated.
 */
#define TALLY_TYPE_LIST_BODY (tally_list_body_get_type ())
G_DECLARE_FINAL_TYPE (TallyListBody, tally_list_body, TALLY, LIST_BODY, GtkWidget)

/** tally_list_body_get_table: Returns: (transfer none): has the columns, also those of the cards */
GtkColumnView *tally_list_body_get_table (TallyListBody *self);

/** tally_list_body_set_model: @rows: (nullable): %NULL lets go of them */
void tally_list_body_set_model (TallyListBody *self, GtkSelectionModel *rows);

/** tally_list_body_set_name: what the rows are, for a screen reader */
void tally_list_body_set_name (TallyListBody *self, const char *name);

/** tally_list_body_get_rows: Returns: (transfer none): the widget that takes the focus */
GtkWidget *tally_list_body_get_rows (TallyListBody *self);

G_END_DECLS
