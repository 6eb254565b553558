// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/widgets/tally-list-body.h"

#include "client-gtk/widgets/tally-accessible.h"
#include "client-gtk/widgets/tally-list-card.h"
#include "client-gtk/widgets/tally-list-cell.h"

/* Below this a table shows too few of its columns. */
#define CARDS_BELOW_PX 460

struct _TallyListBody {
    GtkWidget parent_instance;

    GtkWidget *table_scroller;
    GtkWidget *cards_scroller;
    GtkColumnView *table;
    GtkListView *cards;
    GtkSelectionModel *rows;
    guint swap_source;
    gboolean is_narrow;
};

G_DEFINE_FINAL_TYPE (TallyListBody, tally_list_body, GTK_TYPE_WIDGET)

static guint activate_signal;

static GtkWidget *
shown (TallyListBody *self)
{
    return self->is_narrow ? self->cards_scroller : self->table_scroller;
}

static void
follow_rows (TallyListBody *self)
{
    gtk_column_view_set_model (self->table, self->is_narrow ? NULL : self->rows);
    gtk_list_view_set_model (self->cards, self->is_narrow ? self->rows : NULL);
}

static gboolean
on_swap (gpointer user_data)
{
    TallyListBody *self = user_data;

    self->swap_source = 0;
    follow_rows (self);
    return G_SOURCE_REMOVE;
}

static void
on_activated (TallyListBody *self)
{
    g_signal_emit (self, activate_signal, 0);
}

static void
on_table_mapped (TallyListBody *self)
{
    tally_list_cell_align_headers (self->table);
}

static void
tally_list_body_measure (GtkWidget *widget,
                         GtkOrientation orientation,
                         int for_size,
                         int *least,
                         int *natural,
                         int *least_baseline,
                         int *natural_baseline)
{
    TallyListBody *self = TALLY_LIST_BODY (widget);

    gtk_widget_measure (shown (self), orientation, for_size, least, natural, NULL, NULL);
}

/* The rows change sides later: widgets may not come and go while sizes are given out. */
static void
tally_list_body_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
    TallyListBody *self = TALLY_LIST_BODY (widget);
    gboolean is_narrow = width < CARDS_BELOW_PX;

    if (is_narrow != self->is_narrow && self->swap_source == 0)
        self->swap_source = g_idle_add (on_swap, self);
    self->is_narrow = is_narrow;
    gtk_widget_set_child_visible (self->table_scroller, !is_narrow);
    gtk_widget_set_child_visible (self->cards_scroller, is_narrow);
    gtk_widget_size_allocate (shown (self), &(GtkAllocation){ 0, 0, width, height }, baseline);
}

static void
tally_list_body_dispose (GObject *object)
{
    TallyListBody *self = TALLY_LIST_BODY (object);

    g_clear_handle_id (&self->swap_source, g_source_remove);
    if (self->table_scroller != NULL)
        tally_list_body_set_model (self, NULL);
    g_clear_pointer (&self->cards_scroller, gtk_widget_unparent);
    g_clear_pointer (&self->table_scroller, gtk_widget_unparent);

    G_OBJECT_CLASS (tally_list_body_parent_class)->dispose (object);
}

static void
tally_list_body_class_init (TallyListBodyClass *klass)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

    G_OBJECT_CLASS (klass)->dispose = tally_list_body_dispose;
    widget_class->measure = tally_list_body_measure;
    widget_class->size_allocate = tally_list_body_size_allocate;
    activate_signal = g_signal_new ("activate", TALLY_TYPE_LIST_BODY, G_SIGNAL_RUN_LAST, 0, NULL,
                                    NULL, NULL, G_TYPE_NONE, 0);
}

static GtkWidget *
add_scroller (TallyListBody *self, GtkWidget *child)
{
    GtkWidget *scroller = gtk_scrolled_window_new ();

    gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), child);
    gtk_widget_set_parent (scroller, GTK_WIDGET (self));
    g_signal_connect_object (child, "activate", G_CALLBACK (on_activated), self, G_CONNECT_SWAPPED);
    return scroller;
}

static void
tally_list_body_init (TallyListBody *self)
{
    self->table = GTK_COLUMN_VIEW (gtk_column_view_new (NULL));
    gtk_column_view_set_reorderable (self->table, TRUE);
    gtk_column_view_set_show_row_separators (self->table, TRUE);
    gtk_widget_add_css_class (GTK_WIDGET (self->table), "data-table");
    self->table_scroller = add_scroller (self, GTK_WIDGET (self->table));
    g_signal_connect_object (self->table, "map", G_CALLBACK (on_table_mapped), self,
                             G_CONNECT_SWAPPED | G_CONNECT_AFTER);

    self->cards = GTK_LIST_VIEW (gtk_list_view_new (NULL, tally_list_card_factory (self->table)));
    gtk_list_view_set_show_separators (self->cards, TRUE);
    gtk_widget_add_css_class (GTK_WIDGET (self->cards), "cards");
    self->cards_scroller = add_scroller (self, GTK_WIDGET (self->cards));
    gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->cards_scroller), GTK_POLICY_NEVER,
                                    GTK_POLICY_AUTOMATIC);
}

GtkColumnView *
tally_list_body_get_table (TallyListBody *self)
{
    return self->table;
}

void
tally_list_body_set_model (TallyListBody *self, GtkSelectionModel *rows)
{
    g_return_if_fail (TALLY_IS_LIST_BODY (self));

    self->rows = rows;
    follow_rows (self);
}

void
tally_list_body_set_name (TallyListBody *self, const char *name)
{
    tally_accessible_set (gtk_widget_get_last_child (GTK_WIDGET (self->table)), name);
    tally_accessible_set (GTK_WIDGET (self->table), name);
    tally_accessible_set (GTK_WIDGET (self->cards), name);
}

GtkWidget *
tally_list_body_get_rows (TallyListBody *self)
{
    return self->is_narrow ? GTK_WIDGET (self->cards)
                           : gtk_widget_get_last_child (GTK_WIDGET (self->table));
}
