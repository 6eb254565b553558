// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * TallyRowItem:
 *
 * One row of an answer, so that a list model can hold it. Never changes: a refresh
 * replaces items. Which struct it is, is known to whoever asked.
 */
#define TALLY_TYPE_ROW_ITEM (tally_row_item_get_type ())
G_DECLARE_FINAL_TYPE (TallyRowItem, tally_row_item, TALLY, ROW_ITEM, GObject)

/** tally_row_item_new: the row at @index of @rows, which the item keeps alive */
TallyRowItem *tally_row_item_new (GPtrArray *rows, guint index);

/** tally_row_item_get: Returns: (transfer none): the struct */
gconstpointer tally_row_item_get (TallyRowItem *self);

/** tally_row_item_fill: replaces all of @store by @rows, in one change; %NULL empties it */
void tally_row_item_fill (GListStore *store, GPtrArray *rows);

G_END_DECLS
