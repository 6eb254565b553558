// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/widgets/tally-list-menus.h"

#include "client-gtk/api/tally-market-money.h"
#include "client-gtk/widgets/tally-accessible.h"

#include <glib/gi18n.h>

/* More values than this are found by searching. */
#define MAX_VALUES 200

/* One value of one column, behind a check or a chip. */
typedef struct {
    TallyRowFilter *filter;
    size_t column;
    char *value;
} Choice;

static void
choice_free (gpointer data, GClosure *closure)
{
    Choice *choice = data;

    g_object_unref (choice->filter);
    g_free (choice->value);
    g_free (choice);
}

static Choice *
choice_new (TallyRowFilter *filter, size_t column, const char *value)
{
    Choice *choice = g_new0 (Choice, 1);

    choice->filter = g_object_ref (filter);
    choice->column = column;
    choice->value = g_strdup (value);
    return choice;
}

static void
remove_children (GtkWidget *box)
{
    GtkWidget *child;

    while ((child = gtk_widget_get_first_child (box)) != NULL) {
        if (GTK_IS_FLOW_BOX (box))
            gtk_flow_box_remove (GTK_FLOW_BOX (box), child);
        else
            gtk_box_remove (GTK_BOX (box), child);
    }
}

static void
on_check_toggled (GtkCheckButton *check, Choice *choice)
{
    tally_row_filter_choose (choice->filter, choice->column, choice->value,
                             gtk_check_button_get_active (check));
}

static int
compare_texts (gconstpointer a, gconstpointer b)
{
    return g_utf8_collate (a, b);
}

static void
add_facet (GtkBox *box, TallyRowFilter *filter, size_t column, GHashTable *counts)
{
    g_autoptr(GList) values = g_list_sort (g_hash_table_get_keys (counts), compare_texts);
    int n = 0;

    for (GList *v = values; v != NULL && n < MAX_VALUES; v = v->next, n++) {
        const char *value = v->data;
        guint count = GPOINTER_TO_UINT (g_hash_table_lookup (counts, value));
        g_autofree char *label = g_strdup_printf ("%s (%u)", *value != '\0' ? value : "–", count);
        GtkWidget *check = gtk_check_button_new_with_label (label);

        gtk_check_button_set_active (GTK_CHECK_BUTTON (check),
                                     tally_row_filter_is_chosen (filter, column, value));
        g_signal_connect_data (check, "toggled", G_CALLBACK (on_check_toggled),
                               choice_new (filter, column, value), choice_free, 0);
        gtk_box_append (box, check);
    }
}

void
tally_list_menus_fill_facets (GtkBox *box,
                              TallyRowFilter *filter,
                              const TallyColumn *columns,
                              size_t n_columns,
                              GListModel *rows)
{
    remove_children (GTK_WIDGET (box));
    for (size_t c = 0; c < n_columns; c++) {
        g_autoptr(GHashTable) counts = NULL;
        GtkWidget *title;

        if ((columns[c].flags & TALLY_COLUMN_FACET) == 0)
            continue;
        counts = tally_row_filter_count (filter, rows, c);
        title = gtk_label_new (tally_market_money_say (columns[c].title, NULL));
        gtk_label_set_xalign (GTK_LABEL (title), 0);
        gtk_widget_add_css_class (title, "facet-title");
        gtk_box_append (box, title);
        add_facet (box, filter, c, counts);
    }
}

static void
on_chip_clicked (GtkButton *button, Choice *choice)
{
    tally_row_filter_choose (choice->filter, choice->column, choice->value, FALSE);
}

static GtkWidget *
new_chip (const char *text)
{
    GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
    GtkWidget *chip = gtk_button_new ();

    gtk_box_append (GTK_BOX (box), gtk_label_new (text));
    gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name ("window-close-symbolic"));
    gtk_button_set_child (GTK_BUTTON (chip), box);
    gtk_widget_add_css_class (chip, "chip");
    gtk_accessible_update_property (GTK_ACCESSIBLE (chip), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
    return chip;
}

void
tally_list_menus_fill_chips (GtkFlowBox *box,
                             TallyRowFilter *filter,
                             const TallyColumn *columns,
                             size_t n_columns,
                             const char *searched)
{
    GtkWidget *clear;

    remove_children (GTK_WIDGET (box));
    gtk_widget_set_visible (GTK_WIDGET (box), tally_row_filter_is_active (filter));
    if (!tally_row_filter_is_active (filter))
        return;
    if (*searched != '\0') {
        /* translators: the words somebody searched for */
        g_autofree char *text = g_strdup_printf (_ ("“%s”"), searched);
        GtkWidget *chip = new_chip (text);

        gtk_actionable_set_action_name (GTK_ACTIONABLE (chip), "list.unsearch");
        gtk_flow_box_append (box, chip);
    }
    for (size_t c = 0; c < n_columns; c++) {
        g_autoptr(GPtrArray) values = tally_row_filter_get_chosen (filter, c);

        for (guint i = 0; i < values->len; i++) {
            const char *value = values->pdata[i];
            g_autofree char *text = g_strdup_printf (
                "%s: %s", tally_market_money_say (columns[c].title, NULL), value);
            GtkWidget *chip = new_chip (text);

            g_signal_connect_data (chip, "clicked", G_CALLBACK (on_chip_clicked),
                                   choice_new (filter, c, value), choice_free, 0);
            gtk_flow_box_append (box, chip);
        }
    }
    clear = gtk_button_new_with_label (_ ("Clear all (Esc)"));
    gtk_widget_add_css_class (clear, "flat");
    gtk_widget_add_css_class (clear, "chip");
    gtk_actionable_set_action_name (GTK_ACTIONABLE (clear), "list.clear");
    gtk_flow_box_append (box, clear);
}

/* A column's place among its view's, moved by one. */
static void
move (GtkWidget *button, int by)
{
    GtkColumnViewColumn *column = g_object_get_data (G_OBJECT (button), "column");
    GtkColumnView *view = gtk_column_view_column_get_column_view (column);
    GtkWidget *box = gtk_widget_get_ancestor (button, GTK_TYPE_POPOVER);
    GListModel *columns = gtk_column_view_get_columns (view);
    guint n = g_list_model_get_n_items (columns);

    for (guint i = 0; i < n; i++) {
        g_autoptr(GtkColumnViewColumn) other = g_list_model_get_item (columns, i);

        if (other != column)
            continue;
        if ((by < 0 && i > 0) || (by > 0 && i + 1 < n))
            gtk_column_view_insert_column (view, i + (guint) by, column);
        break;
    }
    gtk_popover_popdown (GTK_POPOVER (box));
}

static void
on_up_clicked (GtkWidget *button)
{
    move (button, -1);
}

static void
on_down_clicked (GtkWidget *button)
{
    move (button, 1);
}

static GtkWidget *
new_arrow (const char *icon, const char *label, GtkColumnViewColumn *column, GCallback callback)
{
    GtkWidget *arrow = gtk_button_new_from_icon_name (icon);

    gtk_widget_add_css_class (arrow, "flat");
    gtk_widget_set_tooltip_text (arrow, label);
    tally_accessible_set (arrow, label);
    g_object_set_data_full (G_OBJECT (arrow), "column", g_object_ref (column), g_object_unref);
    g_signal_connect (arrow, "clicked", callback, NULL);
    return arrow;
}

void
tally_list_menus_fill_columns (GtkBox *box, GtkColumnView *view)
{
    GListModel *columns = gtk_column_view_get_columns (view);
    guint n = g_list_model_get_n_items (columns);

    remove_children (GTK_WIDGET (box));
    for (guint i = 0; i < n; i++) {
        g_autoptr(GtkColumnViewColumn) column = g_list_model_get_item (columns, i);
        GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
        GtkWidget *check = gtk_check_button_new_with_label (
            gtk_column_view_column_get_title (column));

        gtk_widget_set_hexpand (check, TRUE);
        g_object_bind_property (column, "visible", check, "active",
                                G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE);
        gtk_box_append (GTK_BOX (row), check);
        gtk_box_append (GTK_BOX (row), new_arrow ("go-up-symbolic", _ ("Move to the left"), column,
                                                  G_CALLBACK (on_up_clicked)));
        gtk_box_append (GTK_BOX (row), new_arrow ("go-down-symbolic", _ ("Move to the right"),
                                                  column, G_CALLBACK (on_down_clicked)));
        gtk_box_append (box, row);
    }
}
