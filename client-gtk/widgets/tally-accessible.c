// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/widgets/tally-accessible.h"

void
tally_accessible_set (GtkWidget *widget, const char *name)
{
    gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                    -1);
}

void
tally_accessible_name (GtkWidget *root)
{
    const char *tooltip = gtk_widget_get_tooltip_text (root);
    gboolean is_button = GTK_IS_BUTTON (root) || GTK_IS_MENU_BUTTON (root);

    if (tooltip != NULL && is_button)
        tally_accessible_set (root, tooltip);
    /* The part of a menu button that takes the focus is inside of it. */
    if (tooltip != NULL && GTK_IS_MENU_BUTTON (root))
        tally_accessible_set (gtk_widget_get_first_child (root), tooltip);
    for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
         child = gtk_widget_get_next_sibling (child))
        tally_accessible_name (child);
}
