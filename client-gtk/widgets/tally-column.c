// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/widgets/tally-column.h"

#include "client-gtk/models/tally-row-item.h"

#include <glib/gi18n.h>
#include <gtk/gtk.h>

#define BYTE_ORDER_MARK "\357\273\277"

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

static void
add_field (GString *csv, const char *text, gboolean is_text)
{
    g_autoptr(GString) field = g_string_new (text);

    /* A spreadsheet would run these as formulas. Numbers keep their sign. */
    if (is_text && *text != '\0' && strchr ("=+-@\t\r", *text) != NULL)
        g_string_prepend_c (field, '\'');
    if (strpbrk (field->str, ",\"\r\n") != NULL) {
        g_string_replace (field, "\"", "\"\"", 0);
        g_string_prepend_c (field, '"');
        g_string_append_c (field, '"');
    }
    g_string_append (csv, field->str);
}

char *
tally_column_csv (const TallyColumn *const *columns, size_t n_columns, GListModel *rows)
{
    g_autoptr(GString) csv = g_string_new (BYTE_ORDER_MARK);
    guint n_rows = g_list_model_get_n_items (rows);

    for (size_t c = 0; c < n_columns; c++) {
        g_string_append (csv, c > 0 ? "," : "");
        add_field (csv, _ (columns[c]->title), TRUE);
    }
    g_string_append (csv, "\r\n");
    for (guint r = 0; r < n_rows; r++) {
        g_autoptr(GObject) item = g_list_model_get_item (rows, r);
        gconstpointer row = tally_column_row (item);

        for (size_t c = 0; c < n_columns; c++) {
            g_autofree char *text = tally_column_plain (columns[c], row);

            g_string_append (csv, c > 0 ? "," : "");
            add_field (csv, text,
                       columns[c]->text != NULL || !tally_figure_is_number (columns[c]->figure));
        }
        g_string_append (csv, "\r\n");
    }
    return g_string_free (g_steal_pointer (&csv), FALSE);
}
