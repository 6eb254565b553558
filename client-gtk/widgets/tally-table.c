// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/widgets/tally-table.h"

#include "client-gtk/api/tally-market-money.h"
#include "shared/sheet/tally-sheet-out.h"

#include <glib/gi18n.h>
#include <string.h>

#define BYTE_ORDER_MARK "\357\273\277"

struct _TallyTable {
    char *title;
    TallySheetColumn columns[TALLY_COLUMN_MAX]; /* names are the catalogue's */
    size_t n_columns;
    GPtrArray *cells; /* row by row */
};

TallyTable *
tally_table_new (const char *title,
                 const TallyColumn *const *columns,
                 size_t n_columns,
                 GListModel *rows)
{
    TallyTable *self = g_new0 (TallyTable, 1);
    guint n_rows = g_list_model_get_n_items (rows);

    g_assert (n_columns <= TALLY_COLUMN_MAX);

    self->title = g_strdup (title);
    self->n_columns = n_columns;
    self->cells = g_ptr_array_new_with_free_func (g_free);
    for (size_t c = 0; c < n_columns; c++) {
        self->columns[c].name = tally_market_money_say (columns[c]->title, NULL);
        self->columns[c].is_number = columns[c]->text == NULL
                                     && tally_figure_is_number (columns[c]->figure);
    }
    for (guint r = 0; r < n_rows; r++) {
        g_autoptr(GObject) item = g_list_model_get_item (rows, r);
        gconstpointer row = tally_column_row (item);

        for (size_t c = 0; c < n_columns; c++)
            g_ptr_array_add (self->cells, tally_column_plain (columns[c], row));
    }
    return self;
}

void
tally_table_free (TallyTable *self)
{
    if (self == NULL)
        return;
    g_ptr_array_unref (self->cells);
    g_free (self->title);
    g_free (self);
}

guint
tally_table_get_n_rows (const TallyTable *self)
{
    return self->n_columns > 0 ? self->cells->len / (guint) self->n_columns : 0;
}

const char *
tally_table_get_title (const TallyTable *self)
{
    return self->title;
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
tally_table_to_csv (const TallyTable *self)
{
    g_autoptr(GString) csv = g_string_new (BYTE_ORDER_MARK);

    for (size_t c = 0; c < self->n_columns; c++) {
        g_string_append (csv, c > 0 ? "," : "");
        add_field (csv, self->columns[c].name, TRUE);
    }
    g_string_append (csv, "\r\n");
    for (guint i = 0; i < self->cells->len; i++) {
        size_t c = i % self->n_columns;

        g_string_append (csv, c > 0 ? "," : "");
        add_field (csv, g_ptr_array_index (self->cells, i), !self->columns[c].is_number);
        g_string_append (csv, c + 1 == self->n_columns ? "\r\n" : "");
    }
    return g_string_free (g_steal_pointer (&csv), FALSE);
}

gboolean
tally_table_save_sheet (const TallyTable *self, const char *path, GError **error)
{
    g_autoptr(TallySheetOut) sheet = tally_sheet_out_new (path, self->title, self->columns,
                                                           self->n_columns, error);

    if (sheet == NULL)
        return FALSE;
    for (guint i = 0; i < self->cells->len; i += (guint) self->n_columns) {
        if (!tally_sheet_out_add (sheet, (const char *const *) self->cells->pdata + i, error))
            return FALSE;
    }
    return tally_sheet_out_close (sheet, error);
}
