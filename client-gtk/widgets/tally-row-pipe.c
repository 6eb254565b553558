// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/widgets/tally-row-pipe.h"

#include "client-gtk/widgets/tally-row-tree.h"

struct _TallyRowPipe {
    GObject parent_instance;

    const TallyColumn *key_column;
    GtkSorter *sorter;
    gboolean is_tree;
    gboolean is_auto;
    gboolean is_fed;
    size_t id_offset;
    size_t parent_offset;

    GListModel *rows;
    TallyRowFilter *filter;
    GtkFilterListModel *filtered;
    GtkSortListModel *sorted;
    GtkSingleSelection *selection;
    char *key;    /* of the selected row */
    char *wanted; /* of a row that is still to come */
    gboolean is_settling;
};

G_DEFINE_FINAL_TYPE (TallyRowPipe, tally_row_pipe, G_TYPE_OBJECT)

enum {
    SIGNAL_SETTLED,
    SIGNAL_SELECTED,
    N_SIGNALS
};

static guint signals[N_SIGNALS];

static char *
key_of (TallyRowPipe *self, gpointer item)
{
    return tally_column_plain (self->key_column, tally_column_row (item));
}

static gboolean
find_key (TallyRowPipe *self, const char *key)
{
    GListModel *shown = G_LIST_MODEL (self->selection);
    guint n = key != NULL ? g_list_model_get_n_items (shown) : 0;

    for (guint i = 0; i < n; i++) {
        g_autoptr(GObject) item = g_list_model_get_item (shown, i);
        g_autofree char *other = key_of (self, item);

        if (g_str_equal (key, other)) {
            gtk_single_selection_set_selected (self->selection, i);
            return TRUE;
        }
    }
    return FALSE;
}

static gboolean
find_wanted (TallyRowPipe *self)
{
    if (!find_key (self, self->wanted))
        return FALSE;
    g_clear_pointer (&self->wanted, g_free);
    return TRUE;
}

static void
take_selected (TallyRowPipe *self)
{
    gpointer item = gtk_single_selection_get_selected_item (self->selection);
    g_autofree char *key = item != NULL ? key_of (self, item) : NULL;

    if (g_strcmp0 (key, self->key) == 0)
        return;
    g_free (self->key);
    self->key = g_steal_pointer (&key);
    g_signal_emit (self, signals[SIGNAL_SELECTED], 0);
}

static void
on_selection_changed (TallyRowPipe *self)
{
    /* While rows are replaced the selection jumps about; settle() sees the end of it. */
    if (!self->is_settling)
        take_selected (self);
}

static void
settle (TallyRowPipe *self)
{
    self->is_settling = TRUE;
    if (!find_wanted (self) && !find_key (self, self->key))
        gtk_single_selection_set_selected (self->selection,
                                           self->is_auto ? 0 : GTK_INVALID_LIST_POSITION);
    self->is_settling = FALSE;
    take_selected (self);
    g_signal_emit (self, signals[SIGNAL_SETTLED], 0);
}

/* A tree is a tree until somebody searches it; then what is found is a flat list. */
static void
rebuild (TallyRowPipe *self)
{
    g_autoptr(GtkTreeListModel) tree = NULL;
    g_autoptr(GtkTreeListRowSorter) tree_sorter = NULL;

    self->is_settling = TRUE;
    if (!self->is_tree || self->rows == NULL || tally_row_filter_is_active (self->filter)) {
        gtk_filter_list_model_set_model (self->filtered, self->rows);
        gtk_sort_list_model_set_model (self->sorted, G_LIST_MODEL (self->filtered));
        gtk_sort_list_model_set_sorter (self->sorted, self->sorter);
    } else {
        tree = tally_row_tree_new (self->rows, self->id_offset, self->parent_offset);
        tree_sorter = gtk_tree_list_row_sorter_new (g_object_ref (self->sorter));
        gtk_sort_list_model_set_model (self->sorted, G_LIST_MODEL (tree));
        gtk_sort_list_model_set_sorter (self->sorted, GTK_SORTER (tree_sorter));
    }
    self->is_settling = FALSE;
}

void
tally_row_pipe_settle (TallyRowPipe *self)
{
    g_return_if_fail (TALLY_IS_ROW_PIPE (self));

    if (self->is_tree)
        rebuild (self);
    settle (self);
}

static void
on_filter_changing (TallyRowPipe *self)
{
    self->is_settling = TRUE;
}

static void
on_rows_changing (TallyRowPipe *self)
{
    self->is_settling = TRUE;
}

static void
on_rows_changed (TallyRowPipe *self)
{
    if (!self->is_fed)
        tally_row_pipe_settle (self);
}

void
tally_row_pipe_set_rows (TallyRowPipe *self, GListModel *rows, gboolean is_fed)
{
    g_return_if_fail (TALLY_IS_ROW_PIPE (self));

    if (self->rows != NULL) {
        g_signal_handlers_disconnect_by_func (self->rows, on_rows_changing, self);
        g_signal_handlers_disconnect_by_func (self->rows, on_rows_changed, self);
    }
    g_set_object (&self->rows, rows);
    self->is_fed = is_fed;
    /* Connected before the models below, whose changes make the selection jump. */
    if (rows != NULL)
        g_signal_connect_object (rows, "items-changed", G_CALLBACK (on_rows_changing), self,
                                 G_CONNECT_SWAPPED);
    rebuild (self);
    if (rows != NULL)
        g_signal_connect_object (rows, "items-changed", G_CALLBACK (on_rows_changed), self,
                                 G_CONNECT_SWAPPED | G_CONNECT_AFTER);
    settle (self);
}

void
tally_row_pipe_set_tree (TallyRowPipe *self, size_t id_offset, size_t parent_offset)
{
    g_return_if_fail (TALLY_IS_ROW_PIPE (self));

    self->is_tree = TRUE;
    self->id_offset = id_offset;
    self->parent_offset = parent_offset;
    tally_row_pipe_settle (self);
}

void
tally_row_pipe_set_auto (TallyRowPipe *self, gboolean is_auto)
{
    self->is_auto = is_auto;
}

TallyRowFilter *
tally_row_pipe_get_filter (TallyRowPipe *self)
{
    return self->filter;
}

GListModel *
tally_row_pipe_get_rows (TallyRowPipe *self)
{
    return self->rows;
}

GListModel *
tally_row_pipe_get_shown (TallyRowPipe *self)
{
    return G_LIST_MODEL (self->sorted);
}

GtkSingleSelection *
tally_row_pipe_get_selection (TallyRowPipe *self)
{
    return self->selection;
}

gboolean
tally_row_pipe_select (TallyRowPipe *self, const char *key)
{
    g_return_val_if_fail (TALLY_IS_ROW_PIPE (self), FALSE);

    g_free (self->wanted);
    self->wanted = g_strdup (key);
    return find_wanted (self);
}

static void
tally_row_pipe_finalize (GObject *object)
{
    TallyRowPipe *self = TALLY_ROW_PIPE (object);

    g_clear_object (&self->selection);
    g_clear_object (&self->sorted);
    g_clear_object (&self->filtered);
    g_clear_object (&self->filter);
    g_clear_object (&self->rows);
    g_clear_object (&self->sorter);
    g_clear_pointer (&self->key, g_free);
    g_clear_pointer (&self->wanted, g_free);

    G_OBJECT_CLASS (tally_row_pipe_parent_class)->finalize (object);
}

static void
tally_row_pipe_class_init (TallyRowPipeClass *klass)
{
    G_OBJECT_CLASS (klass)->finalize = tally_row_pipe_finalize;

    signals[SIGNAL_SETTLED] = g_signal_new ("settled", TALLY_TYPE_ROW_PIPE, G_SIGNAL_RUN_LAST, 0,
                                            NULL, NULL, NULL, G_TYPE_NONE, 0);
    signals[SIGNAL_SELECTED] = g_signal_new ("selected", TALLY_TYPE_ROW_PIPE, G_SIGNAL_RUN_LAST, 0,
                                             NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tally_row_pipe_init (TallyRowPipe *self)
{
    self->sorted = gtk_sort_list_model_new (NULL, NULL);
    self->selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->sorted)));
    gtk_single_selection_set_autoselect (self->selection, FALSE);
    gtk_single_selection_set_can_unselect (self->selection, TRUE);
    g_signal_connect_object (self->selection, "notify::selected-item",
                             G_CALLBACK (on_selection_changed), self, G_CONNECT_SWAPPED);
}

TallyRowPipe *
tally_row_pipe_new (const TallyColumn *columns,
                    size_t n_columns,
                    const TallyColumn *key,
                    GtkSorter *sorter)
{
    TallyRowPipe *self = g_object_new (TALLY_TYPE_ROW_PIPE, NULL);

    self->key_column = key;
    self->sorter = g_object_ref (sorter);
    self->filter = tally_row_filter_new (columns, n_columns);
    /* First, and last, among those who hear of a changed filter. */
    g_signal_connect_object (self->filter, "changed", G_CALLBACK (on_filter_changing), self,
                             G_CONNECT_SWAPPED);
    self->filtered = gtk_filter_list_model_new (NULL, g_object_ref (GTK_FILTER (self->filter)));
    g_signal_connect_object (self->filter, "changed", G_CALLBACK (tally_row_pipe_settle), self,
                             G_CONNECT_SWAPPED | G_CONNECT_AFTER);
    rebuild (self);
    return self;
}
