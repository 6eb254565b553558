// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/widgets/tally-choice.h"

static gboolean
is_same_list (GtkStringList *a, GtkStringList *b)
{
    guint n = g_list_model_get_n_items (G_LIST_MODEL (a));

    if (n != g_list_model_get_n_items (G_LIST_MODEL (b)))
        return FALSE;
    for (guint i = 0; i < n; i++)
        if (g_strcmp0 (gtk_string_list_get_string (a, i), gtk_string_list_get_string (b, i)) != 0)
            return FALSE;
    return TRUE;
}

void
tally_choice_show (GtkDropDown *choice, GtkStringList *names, guint selected)
{
    GListModel *shown;

    g_return_if_fail (GTK_IS_DROP_DOWN (choice) && GTK_IS_STRING_LIST (names));

    shown = gtk_drop_down_get_model (choice);
    if (!GTK_IS_STRING_LIST (shown) || !is_same_list (GTK_STRING_LIST (shown), names))
        gtk_drop_down_set_model (choice, G_LIST_MODEL (names));
    gtk_drop_down_set_selected (choice, selected);
}

const char *
tally_choice_get_name (GtkDropDown *choice)
{
    GObject *item = gtk_drop_down_get_selected_item (choice);

    return GTK_IS_STRING_OBJECT (item) ? gtk_string_object_get_string (GTK_STRING_OBJECT (item))
                                       : NULL;
}
