// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/widgets/tally-row-tree.h"

#include "client-gtk/models/tally-row-item.h"
#include "client-gtk/widgets/tally-column.h"

typedef struct {
    GListModel *rows;
    size_t id_offset;
    size_t parent_offset;
} Tree;

static void
tree_free (gpointer data)
{
    Tree *tree = data;

    g_object_unref (tree->rows);
    g_free (tree);
}

static int64_t
member (gpointer item, size_t offset)
{
    return *(const int64_t *) ((const char *) tally_column_row (item) + offset);
}

static GListModel *
on_children_needed (gpointer item, gpointer user_data)
{
    const Tree *tree = user_data;
    int64_t id = member (item, tree->id_offset);
    g_autoptr(GListStore) children = g_list_store_new (TALLY_TYPE_ROW_ITEM);
    guint n = g_list_model_get_n_items (tree->rows);

    for (guint i = 0; i < n; i++) {
        g_autoptr(GObject) other = g_list_model_get_item (tree->rows, i);

        if (other != item && member (other, tree->parent_offset) == id)
            g_list_store_append (children, other);
    }
    if (g_list_model_get_n_items (G_LIST_MODEL (children)) == 0)
        return NULL;
    return G_LIST_MODEL (g_steal_pointer (&children));
}

static GListModel *
roots_of (const Tree *tree)
{
    GListStore *roots = g_list_store_new (TALLY_TYPE_ROW_ITEM);
    g_autoptr(GHashTable) ids = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
    guint n = g_list_model_get_n_items (tree->rows);

    for (guint i = 0; i < n; i++) {
        g_autoptr(GObject) item = g_list_model_get_item (tree->rows, i);
        int64_t id = member (item, tree->id_offset);

        g_hash_table_add (ids, g_memdup2 (&id, sizeof id));
    }
    for (guint i = 0; i < n; i++) {
        g_autoptr(GObject) item = g_list_model_get_item (tree->rows, i);
        int64_t parent_id = member (item, tree->parent_offset);

        if (parent_id == member (item, tree->id_offset) || !g_hash_table_contains (ids, &parent_id))
            g_list_store_append (roots, item);
    }
    return G_LIST_MODEL (roots);
}

GtkTreeListModel *
tally_row_tree_new (GListModel *rows, size_t id_offset, size_t parent_offset)
{
    Tree *tree = g_new0 (Tree, 1);

    tree->rows = g_object_ref (rows);
    tree->id_offset = id_offset;
    tree->parent_offset = parent_offset;
    return gtk_tree_list_model_new (roots_of (tree), FALSE, TRUE, on_children_needed, tree,
                                    tree_free);
}
