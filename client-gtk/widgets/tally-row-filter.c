// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/widgets/tally-row-filter.h"

#define NO_COLUMN SIZE_MAX

struct _TallyRowFilter {
    GtkFilter parent_instance;

    const TallyColumn *columns;
    size_t n_columns;
    char **words;                         /* folded; NULL when nothing is searched */
    GHashTable *chosen[TALLY_COLUMN_MAX]; /* sets of texts; NULL when all pass */
};

G_DEFINE_FINAL_TYPE (TallyRowFilter, tally_row_filter, GTK_TYPE_FILTER)

static gboolean
has_words (TallyRowFilter *self, gconstpointer row)
{
    g_autoptr(GString) all = NULL;
    g_autofree char *folded = NULL;

    if (self->words == NULL)
        return TRUE;
    all = g_string_new (NULL);
    for (size_t c = 0; c < self->n_columns; c++) {
        g_autofree char *text = tally_column_text (&self->columns[c], row);

        g_string_append (all, text);
        g_string_append_c (all, '\n');
    }
    folded = g_utf8_casefold (all->str, -1);
    for (char **word = self->words; *word != NULL; word++)
        if (strstr (folded, *word) == NULL)
            return FALSE;
    return TRUE;
}

static gboolean
passes (TallyRowFilter *self, gconstpointer row, size_t except)
{
    for (size_t c = 0; c < self->n_columns; c++) {
        g_autofree char *text = NULL;

        if (self->chosen[c] == NULL || c == except)
            continue;
        text = tally_column_text (&self->columns[c], row);
        if (!g_hash_table_contains (self->chosen[c], text))
            return FALSE;
    }
    return has_words (self, row);
}

static gboolean
tally_row_filter_match (GtkFilter *filter, gpointer item)
{
    return passes (TALLY_ROW_FILTER (filter), tally_column_row (item), NO_COLUMN);
}

void
tally_row_filter_set_search (TallyRowFilter *self, const char *words)
{
    g_autofree char *folded = g_utf8_casefold (words, -1);

    g_return_if_fail (TALLY_IS_ROW_FILTER (self));

    g_clear_pointer (&self->words, g_strfreev);
    g_strstrip (folded);
    if (*folded != '\0')
        self->words = g_strsplit (folded, " ", -1);
    gtk_filter_changed (GTK_FILTER (self), GTK_FILTER_CHANGE_DIFFERENT);
}

void
tally_row_filter_choose (TallyRowFilter *self, size_t column, const char *value, gboolean is_chosen)
{
    GHashTable **set = &self->chosen[column];

    g_return_if_fail (TALLY_IS_ROW_FILTER (self));
    g_return_if_fail (column < self->n_columns);

    if (is_chosen && *set == NULL)
        *set = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    if (is_chosen)
        g_hash_table_add (*set, g_strdup (value));
    else if (*set != NULL)
        g_hash_table_remove (*set, value);
    if (*set != NULL && g_hash_table_size (*set) == 0)
        g_clear_pointer (set, g_hash_table_unref);
    gtk_filter_changed (GTK_FILTER (self), GTK_FILTER_CHANGE_DIFFERENT);
}

gboolean
tally_row_filter_is_chosen (TallyRowFilter *self, size_t column, const char *value)
{
    return self->chosen[column] != NULL && g_hash_table_contains (self->chosen[column], value);
}

static int
compare_texts (gconstpointer a, gconstpointer b)
{
    return g_utf8_collate (*(char *const *) a, *(char *const *) b);
}

GPtrArray *
tally_row_filter_get_chosen (TallyRowFilter *self, size_t column)
{
    GPtrArray *values = g_ptr_array_new_with_free_func (g_free);
    GHashTableIter iter;
    gpointer value;

    if (self->chosen[column] == NULL)
        return values;
    g_hash_table_iter_init (&iter, self->chosen[column]);
    while (g_hash_table_iter_next (&iter, &value, NULL))
        g_ptr_array_add (values, g_strdup (value));
    g_ptr_array_sort (values, compare_texts);
    return values;
}

gboolean
tally_row_filter_is_active (TallyRowFilter *self)
{
    if (self->words != NULL)
        return TRUE;
    for (size_t c = 0; c < self->n_columns; c++)
        if (self->chosen[c] != NULL)
            return TRUE;
    return FALSE;
}

static void
drop (TallyRowFilter *self)
{
    g_clear_pointer (&self->words, g_strfreev);
    for (size_t c = 0; c < self->n_columns; c++)
        g_clear_pointer (&self->chosen[c], g_hash_table_unref);
}

void
tally_row_filter_clear (TallyRowFilter *self)
{
    drop (self);
    gtk_filter_changed (GTK_FILTER (self), GTK_FILTER_CHANGE_LESS_STRICT);
}

GHashTable *
tally_row_filter_count (TallyRowFilter *self, GListModel *rows, size_t column)
{
    GHashTable *counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    guint n = g_list_model_get_n_items (rows);

    for (guint i = 0; i < n; i++) {
        g_autoptr(GObject) item = g_list_model_get_item (rows, i);
        gconstpointer row = tally_column_row (item);
        char *text;
        guint count;

        if (!passes (self, row, column))
            continue;
        text = tally_column_text (&self->columns[column], row);
        count = GPOINTER_TO_UINT (g_hash_table_lookup (counts, text));
        g_hash_table_insert (counts, text, GUINT_TO_POINTER (count + 1));
    }
    return counts;
}

static void
tally_row_filter_finalize (GObject *object)
{
    drop (TALLY_ROW_FILTER (object));

    G_OBJECT_CLASS (tally_row_filter_parent_class)->finalize (object);
}

static void
tally_row_filter_class_init (TallyRowFilterClass *klass)
{
    G_OBJECT_CLASS (klass)->finalize = tally_row_filter_finalize;
    GTK_FILTER_CLASS (klass)->match = tally_row_filter_match;
}

static void
tally_row_filter_init (TallyRowFilter *self)
{
}

TallyRowFilter *
tally_row_filter_new (const TallyColumn *columns, size_t n_columns)
{
    TallyRowFilter *self = g_object_new (TALLY_TYPE_ROW_FILTER, NULL);

    g_assert (n_columns <= TALLY_COLUMN_MAX);
    self->columns = columns;
    self->n_columns = n_columns;
    return self;
}
