// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/widgets/tally-list-cell.h"

#include "client-gtk/api/tally-market-money.h"

#include <glib/gi18n.h>

#define TOOLTIP_OVER_BYTES 12

/* The looks of a code: what is good, what wants a person, what is wrong. */
static const struct {
    const char *code;
    const char *style;
} looks[] = {
    { "ok", "good" },          { "green", "good" },
    { "approved", "good" },    { "published", "good" },
    { "issued", "good" },      { "ready", "good" },
    { "warn", "attention" },   { "held", "attention" },
    { "high", "attention" },   { "returned", "attention" },
    { "signed", "attention" }, { "check", "attention" },
    { "mixed", "attention" },  { "red", "wrong" },
    { "failed", "wrong" },     { "negative", "wrong" },
    { "cancelled", "faint" },  { "running", "busy" },
    { "submitted", "busy" },   { "timeout", "wrong" },
    { "garbage", "wrong" },    { "exception", "wrong" },
    { "refused", "wrong" },    { "clock", "attention" },
    { "fail", "wrong" },
};

const char *
tally_list_cell_look (const char *code)
{
    for (size_t i = 0; code != NULL && i < G_N_ELEMENTS (looks); i++)
        if (g_str_equal (looks[i].code, code))
            return looks[i].style;
    return NULL;
}

static GtkInscription *
text_of (GtkListItem *list_item)
{
    GtkWidget *child = gtk_list_item_get_child (list_item);

    if (GTK_IS_TREE_EXPANDER (child))
        child = gtk_tree_expander_get_child (GTK_TREE_EXPANDER (child));
    return GTK_INSCRIPTION (child);
}

/* What does not fit the column can still be read. It is asked for when the pointer rests there: to
 * set a tooltip asks the display where the pointer is, a round trip for each cell of a list. */
static gboolean
on_tooltip_asked (GtkInscription *text,
                  int x,
                  int y,
                  gboolean is_by_keyboard,
                  GtkTooltip *tooltip,
                  gpointer user_data)
{
    const char *whole = gtk_inscription_get_text (text);

    if (whole == NULL || strlen (whole) <= TOOLTIP_OVER_BYTES)
        return FALSE;
    gtk_tooltip_set_text (tooltip, whole);
    return TRUE;
}

static void
set_up (const TallyColumn *column, GtkListItem *list_item, gboolean is_tree)
{
    GtkWidget *text = gtk_inscription_new (NULL);

    gtk_inscription_set_text_overflow (GTK_INSCRIPTION (text),
                                       GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
    /* A column with a fixed width does not expand, so this one's cells ask for theirs. */
    gtk_inscription_set_min_chars (GTK_INSCRIPTION (text),
                                   (column->flags & TALLY_COLUMN_EXPAND) != 0 ? column->width / 9
                                                                              : 1);
    gtk_widget_set_hexpand (text, TRUE);
    gtk_widget_set_has_tooltip (text, TRUE);
    g_signal_connect (text, "query-tooltip", G_CALLBACK (on_tooltip_asked), NULL);
    if (tally_column_is_number (column))
        gtk_inscription_set_xalign (GTK_INSCRIPTION (text), 1);
    if (column->figure != TALLY_FIGURE_TEXT)
        gtk_widget_add_css_class (text, "numeric");
    if (is_tree) {
        GtkWidget *expander = gtk_tree_expander_new ();

        gtk_tree_expander_set_child (GTK_TREE_EXPANDER (expander), text);
        gtk_list_item_set_child (list_item, expander);
    } else {
        gtk_list_item_set_child (list_item, text);
    }
}

static void
on_cell_set_up (const TallyColumn *column, GtkListItem *list_item)
{
    set_up (column, list_item, FALSE);
}

static void
on_tree_cell_set_up (const TallyColumn *column, GtkListItem *list_item)
{
    set_up (column, list_item, TRUE);
}

/* GTK 4.8 has no accessible label for rows, so the first cell's text names its row. */
static void
name_row (GtkWidget *child, const char *text)
{
    GtkWidget *cell = gtk_widget_get_parent (child);
    GtkWidget *row = cell != NULL ? gtk_widget_get_parent (cell) : NULL;

    if (row != NULL && gtk_widget_get_prev_sibling (cell) == NULL)
        gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, text,
                                        -1);
}

static void
on_cell_bound (const TallyColumn *column, GtkListItem *list_item)
{
    GtkInscription *inscription = text_of (list_item);
    gpointer item = gtk_list_item_get_item (list_item);
    gconstpointer row = tally_column_row (item);
    g_autofree char *text = tally_column_text (column, row);
    const char *look = tally_list_cell_look (tally_column_code (column, row));
    const char *classes[] = { NULL, NULL, NULL };
    size_t n = 0;

    if (gtk_widget_has_css_class (GTK_WIDGET (inscription), "numeric"))
        classes[n++] = "numeric";
    if (look != NULL)
        classes[n++] = look;
    gtk_widget_set_css_classes (GTK_WIDGET (inscription), classes);
    gtk_inscription_set_text (inscription, text);
    gtk_accessible_update_property (GTK_ACCESSIBLE (inscription), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    text, -1);
    name_row (gtk_list_item_get_child (list_item), text);
    if (GTK_IS_TREE_EXPANDER (gtk_list_item_get_child (list_item)))
        gtk_tree_expander_set_list_row (GTK_TREE_EXPANDER (gtk_list_item_get_child (list_item)),
                                        GTK_IS_TREE_LIST_ROW (item) ? GTK_TREE_LIST_ROW (item)
                                                                    : NULL);
}

static void
on_cell_unbound (const TallyColumn *column, GtkListItem *list_item)
{
    GtkWidget *child = gtk_list_item_get_child (list_item);

    if (GTK_IS_TREE_EXPANDER (child))
        gtk_tree_expander_set_list_row (GTK_TREE_EXPANDER (child), NULL);
}

static GtkListItemFactory *
new_factory (const TallyColumn *column, gboolean is_tree)
{
    GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

    g_signal_connect_swapped (factory, "setup",
                              G_CALLBACK (is_tree ? on_tree_cell_set_up : on_cell_set_up),
                              (gpointer) column);
    g_signal_connect_swapped (factory, "bind", G_CALLBACK (on_cell_bound), (gpointer) column);
    g_signal_connect_swapped (factory, "unbind", G_CALLBACK (on_cell_unbound), (gpointer) column);
    return factory;
}

/* GTK 4.8 keeps room for columns that are hidden, unless they are given none. */
static void
on_column_hidden (GtkColumnViewColumn *column, GParamSpec *pspec, const TallyColumn *about)
{
    gboolean is_visible = gtk_column_view_column_get_visible (column);
    gboolean expands = (about->flags & TALLY_COLUMN_EXPAND) != 0;

    gtk_column_view_column_set_expand (column, is_visible && expands);
    gtk_column_view_column_set_fixed_width (column, !is_visible ? 0 : expands ? -1 : about->width);
}

static int
compare_rows (gconstpointer a, gconstpointer b, gpointer user_data)
{
    return tally_column_compare (user_data, tally_column_row ((gpointer) a),
                                 tally_column_row ((gpointer) b));
}

void
tally_list_cell_add_column (GtkColumnView *view, const TallyColumn *about, gboolean is_first)
{
    g_autoptr(GtkColumnViewColumn)
                   column = gtk_column_view_column_new (tally_market_money_say (about->title, NULL),
                                                        new_factory (about, is_first));
    g_autoptr(GtkCustomSorter)
                   sorter = gtk_custom_sorter_new (compare_rows, (gpointer) about, NULL);

    gtk_column_view_column_set_sorter (column, GTK_SORTER (sorter));
    gtk_column_view_column_set_resizable (column, TRUE);
    gtk_column_view_column_set_visible (column, (about->flags & TALLY_COLUMN_HIDDEN) == 0);
    g_signal_connect (column, "notify::visible", G_CALLBACK (on_column_hidden), (gpointer) about);
    on_column_hidden (column, NULL, about);
    g_object_set_data (G_OBJECT (column), "about", (gpointer) about);
    gtk_column_view_append_column (view, column);
}

const TallyColumn *
tally_list_cell_column_about (GtkColumnViewColumn *column)
{
    return g_object_get_data (G_OBJECT (column), "about");
}

/* GTK has no way to align a header; its title is the first child of the view. */
void
tally_list_cell_align_headers (GtkColumnView *view)
{
    GtkWidget *header = gtk_widget_get_first_child (GTK_WIDGET (view));
    GListModel *columns = gtk_column_view_get_columns (view);
    GtkWidget *title = gtk_widget_get_first_child (header);

    for (guint i = 0; title != NULL; i++, title = gtk_widget_get_next_sibling (title)) {
        g_autoptr(GtkColumnViewColumn) column = g_list_model_get_item (columns, i);
        const TallyColumn *about = column != NULL ? tally_list_cell_column_about (column) : NULL;
        GtkWidget *child = gtk_widget_get_first_child (title);

        if (about != NULL && child != NULL && tally_column_is_number (about))
            gtk_widget_set_halign (child, GTK_ALIGN_END);
    }
}

TallyTable *
tally_list_cell_table (GtkColumnView *view, const char *title, GListModel *rows)
{
    GListModel *all = gtk_column_view_get_columns (view);
    const TallyColumn *shown[TALLY_COLUMN_MAX];
    size_t n = 0;

    for (guint i = 0; i < g_list_model_get_n_items (all); i++) {
        g_autoptr(GtkColumnViewColumn) column = g_list_model_get_item (all, i);

        if (gtk_column_view_column_get_visible (column))
            shown[n++] = tally_list_cell_column_about (column);
    }
    return tally_table_new (title, shown, n, rows);
}
