// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/widgets/tally-list-card.h"

#include "client-gtk/api/tally-market-money.h"
#include "client-gtk/widgets/tally-card-text.h"
#include "client-gtk/widgets/tally-list-cell.h"

#include <glib/gi18n.h>

typedef struct {
    GtkTreeExpander *expander;
    GtkLabel *head;
    GtkLabel *mark;
    TallyCardText *rest;
} Card;

static GtkLabel *
add_label (GtkWidget *box, const char *style)
{
    GtkWidget *label = gtk_label_new (NULL);

    gtk_label_set_xalign (GTK_LABEL (label), 0);
    gtk_widget_add_css_class (label, style);
    gtk_box_append (GTK_BOX (box), label);
    return GTK_LABEL (label);
}

static void
on_set_up (GtkColumnView *view, GtkListItem *list_item)
{
    GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
    GtkWidget *first = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
    Card *card = g_new0 (Card, 1);

    card->expander = GTK_TREE_EXPANDER (gtk_tree_expander_new ());
    gtk_box_append (GTK_BOX (lines), first);
    card->head = add_label (first, "card-head");
    gtk_widget_set_hexpand (GTK_WIDGET (card->head), TRUE);
    gtk_label_set_ellipsize (card->head, PANGO_ELLIPSIZE_END);
    card->mark = add_label (first, "numeric");
    card->rest = TALLY_CARD_TEXT (tally_card_text_new ());
    gtk_widget_add_css_class (GTK_WIDGET (card->rest), "card-rest");
    gtk_box_append (GTK_BOX (lines), GTK_WIDGET (card->rest));
    gtk_widget_set_hexpand (lines, TRUE);
    gtk_tree_expander_set_child (card->expander, lines);
    gtk_list_item_set_child (list_item, GTK_WIDGET (card->expander));
    g_object_set_data_full (G_OBJECT (list_item), "card", card, g_free);
}

/* Longer texts than this may be broken. */
#define WHOLE_CHARS 24

/* A title and its value stay on one line. */
static void
add_value (GString *markup, const TallyColumn *column, const char *text)
{
    gboolean is_whole = g_utf8_strlen (text, -1) <= WHOLE_CHARS;
    g_autofree char *pair = g_markup_printf_escaped (
        "<span allow_breaks=\"false\"><span alpha=\"65%%\">%s</span>\u00a0</span>"
        "<span allow_breaks=\"%s\">%s</span>",
        tally_market_money_say (column->title, NULL), is_whole ? "false" : "true", text);

    g_string_append (markup, markup->len > 0 ? "   " : "");
    g_string_append (markup, pair);
}

static const TallyColumn *
visible_column (GListModel *columns, guint index)
{
    g_autoptr(GtkColumnViewColumn) column = g_list_model_get_item (columns, index);

    return gtk_column_view_column_get_visible (column) ? tally_list_cell_column_about (column)
                                                       : NULL;
}

static void
show_mark (Card *card, const TallyColumn *column, gconstpointer row, const char *text)
{
    const char *look = tally_list_cell_look (tally_column_code (column, row));
    const char *classes[] = { "numeric", look, NULL };

    gtk_label_set_text (card->mark, text);
    gtk_widget_set_css_classes (GTK_WIDGET (card->mark), classes);
}

/* The screen reader hears the row as it is read: all of it, in order. */
static void
name_row (Card *card)
{
    GtkWidget *row = gtk_widget_get_parent (GTK_WIDGET (card->expander));
    g_autofree char *name = g_strdup_printf ("%s %s %s", gtk_label_get_text (card->head),
                                             gtk_label_get_text (card->mark),
                                             tally_card_text_get_text (card->rest));

    if (row != NULL)
        gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                        -1);
}

static void
fill (Card *card, GListModel *columns, gconstpointer row)
{
    g_autoptr(GString) rest = g_string_new (NULL);
    gboolean has_head = FALSE;
    gboolean has_mark = FALSE;

    gtk_label_set_text (card->mark, "");
    for (guint i = 0; i < g_list_model_get_n_items (columns); i++) {
        const TallyColumn *column = visible_column (columns, i);
        g_autofree char *text = column != NULL ? tally_column_text (column, row) : NULL;

        if (text == NULL || *text == '\0')
            continue;
        if (!has_head && !tally_column_is_number (column)) {
            gtk_label_set_text (card->head, text);
            has_head = TRUE;
        } else if (!has_mark && (column->flags & TALLY_COLUMN_STATE) != 0) {
            show_mark (card, column, row, text);
            has_mark = TRUE;
        } else {
            add_value (rest, column, text);
        }
    }
    tally_card_text_set_markup (card->rest, rest->str);
    gtk_widget_set_visible (GTK_WIDGET (card->rest), rest->len > 0);
    name_row (card);
}

static void
on_bound (GtkColumnView *view, GtkListItem *list_item)
{
    Card *card = g_object_get_data (G_OBJECT (list_item), "card");
    gpointer item = gtk_list_item_get_item (list_item);

    gtk_tree_expander_set_list_row (card->expander,
                                    GTK_IS_TREE_LIST_ROW (item) ? GTK_TREE_LIST_ROW (item) : NULL);
    fill (card, gtk_column_view_get_columns (view), tally_column_row (item));
}

static void
on_unbound (GtkColumnView *view, GtkListItem *list_item)
{
    Card *card = g_object_get_data (G_OBJECT (list_item), "card");

    gtk_tree_expander_set_list_row (card->expander, NULL);
}

GtkListItemFactory *
tally_list_card_factory (GtkColumnView *view)
{
    GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

    g_signal_connect_swapped (factory, "setup", G_CALLBACK (on_set_up), view);
    g_signal_connect_swapped (factory, "bind", G_CALLBACK (on_bound), view);
    g_signal_connect_swapped (factory, "unbind", G_CALLBACK (on_unbound), view);
    return factory;
}
