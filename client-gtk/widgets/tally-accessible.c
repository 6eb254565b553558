// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/widgets/tally-accessible.h"

void
tally_accessible_set (GtkWidget *widget, const char *name)
{
    gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                    -1);
    /* The focus goes to the button inside. */
    if (GTK_IS_DROP_DOWN (widget))
        tally_accessible_set (gtk_widget_get_first_child (widget), name);
}

void
tally_accessible_set_entry (GtkWidget *entry, const char *name)
{
    tally_accessible_set (entry, name);
    for (GtkWidget *child = gtk_widget_get_first_child (entry); child != NULL;
         child = gtk_widget_get_next_sibling (child))
        if (GTK_IS_TEXT (child))
            tally_accessible_set (child, name);
}

void
tally_accessible_name (GtkWidget *root)
{
    const char *tooltip = gtk_widget_get_tooltip_text (root);
    gboolean is_button = (GTK_IS_BUTTON (root) && gtk_button_get_label (GTK_BUTTON (root)) == NULL)
                         || GTK_IS_MENU_BUTTON (root);

    if (tooltip != NULL && is_button)
        tally_accessible_set (root, tooltip);
    /* The part of a menu button that takes the focus is inside of it. */
    if (tooltip != NULL && GTK_IS_MENU_BUTTON (root))
        tally_accessible_set (gtk_widget_get_first_child (root), tooltip);
    for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
         child = gtk_widget_get_next_sibling (child))
        tally_accessible_name (child);
}

static void
on_page_changed (GtkStack *stack)
{
    GtkWidget *shown = gtk_stack_get_visible_child (stack);

    for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (stack)); child != NULL;
         child = gtk_widget_get_next_sibling (child))
        gtk_accessible_update_state (GTK_ACCESSIBLE (child), GTK_ACCESSIBLE_STATE_HIDDEN,
                                     child != shown, -1);
}

void
tally_accessible_follow_stack (GtkStack *stack)
{
    g_signal_connect (stack, "notify::visible-child", G_CALLBACK (on_page_changed), NULL);
    on_page_changed (stack);
}
