// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/widgets/tally-column.h"

#include "client-gtk/models/tally-row-item.h"

#include <gtk/gtk.h>

gconstpointer
tally_column_row (gpointer item)
{
    if (GTK_IS_TREE_LIST_ROW (item)) {
        g_autoptr(TallyRowItem) inner = gtk_tree_list_row_get_item (item);

        /* The tree keeps the item, and with it the struct. */
        return tally_row_item_get (inner);
    }
    return tally_row_item_get (item);
}

gboolean
tally_column_is_number (const TallyColumn *column)
{
    return tally_figure_is_number (column->figure);
}

char *
tally_column_text (const TallyColumn *column, gconstpointer row)
{
    if (column->text != NULL)
        return column->text (row);
    return tally_figure_text (column->figure, (const char *) row + column->offset);
}

char *
tally_column_plain (const TallyColumn *column, gconstpointer row)
{
    if (column->text != NULL)
        return column->text (row);
    return tally_figure_plain (column->figure, (const char *) row + column->offset);
}

int
tally_column_compare (const TallyColumn *column, gconstpointer a, gconstpointer b)
{
    if (column->text != NULL) {
        g_autofree char *left = column->text (a);
        g_autofree char *right = column->text (b);

        return g_utf8_collate (left, right);
    }
    return tally_figure_compare (column->figure, (const char *) a + column->offset,
                                 (const char *) b + column->offset);
}

const char *
tally_column_code (const TallyColumn *column, gconstpointer row)
{
    if ((column->flags & TALLY_COLUMN_STATE) == 0)
        return NULL;
    return *(char *const *) ((const char *) row + column->offset);
}
