// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/models/tally-row-item.h"

struct _TallyRowItem {
    GObject parent_instance;

    GPtrArray *rows;
    gconstpointer message;
};

G_DEFINE_FINAL_TYPE (TallyRowItem, tally_row_item, G_TYPE_OBJECT)

static void
tally_row_item_finalize (GObject *object)
{
    TallyRowItem *self = TALLY_ROW_ITEM (object);

    g_clear_pointer (&self->rows, g_ptr_array_unref);

    G_OBJECT_CLASS (tally_row_item_parent_class)->finalize (object);
}

static void
tally_row_item_class_init (TallyRowItemClass *klass)
{
    G_OBJECT_CLASS (klass)->finalize = tally_row_item_finalize;
}

static void
tally_row_item_init (TallyRowItem *self)
{
}

TallyRowItem *
tally_row_item_new (GPtrArray *rows, guint index)
{
    TallyRowItem *self = g_object_new (TALLY_TYPE_ROW_ITEM, NULL);

    g_assert (index < rows->len);
    self->rows = g_ptr_array_ref (rows);
    self->message = rows->pdata[index];
    return self;
}

gconstpointer
tally_row_item_get (TallyRowItem *self)
{
    g_return_val_if_fail (TALLY_IS_ROW_ITEM (self), NULL);

    return self->message;
}

void
tally_row_item_fill (GListStore *store, GPtrArray *rows)
{
    g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

    for (guint i = 0; rows != NULL && i < rows->len; i++)
        g_ptr_array_add (items, tally_row_item_new (rows, i));
    g_list_store_splice (store, 0, g_list_model_get_n_items (G_LIST_MODEL (store)), items->pdata,
                         items->len);
}
