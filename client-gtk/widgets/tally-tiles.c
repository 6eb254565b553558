// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/widgets/tally-tiles.h"

struct _TallyTiles {
    GtkWidget parent_instance;

    GtkFlowBox *box;
};

G_DEFINE_FINAL_TYPE (TallyTiles, tally_tiles, GTK_TYPE_WIDGET)

void
tally_tiles_clear (TallyTiles *self)
{
    GtkFlowBoxChild *child;

    g_return_if_fail (TALLY_IS_TILES (self));

    while ((child = gtk_flow_box_get_child_at_index (self->box, 0)) != NULL)
        gtk_flow_box_remove (self->box, GTK_WIDGET (child));
}

void
tally_tiles_add (TallyTiles *self, const char *name, char *figure, const char *style)
{
    GtkWidget *tile = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
    GtkWidget *figure_label = gtk_label_new (figure);
    GtkWidget *name_label = gtk_label_new (name);
    GtkWidget *child = gtk_flow_box_child_new ();

    gtk_label_set_xalign (GTK_LABEL (figure_label), 0);
    gtk_label_set_xalign (GTK_LABEL (name_label), 0);
    gtk_label_set_ellipsize (GTK_LABEL (name_label), PANGO_ELLIPSIZE_END);
    gtk_widget_set_tooltip_text (name_label, name);
    gtk_widget_add_css_class (figure_label, "tile-figure");
    gtk_widget_add_css_class (figure_label, "numeric");
    gtk_widget_add_css_class (name_label, "tile-name");
    if (style != NULL)
        gtk_widget_add_css_class (figure_label, style);
    gtk_box_append (GTK_BOX (tile), name_label);
    gtk_box_append (GTK_BOX (tile), figure_label);
    gtk_widget_add_css_class (child, "tile");
    gtk_widget_set_focusable (child, FALSE);
    gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (child), tile);
    gtk_flow_box_append (self->box, child);
    g_free (figure);
}

static void
tally_tiles_dispose (GObject *object)
{
    TallyTiles *self = TALLY_TILES (object);

    if (self->box != NULL)
        gtk_widget_unparent (GTK_WIDGET (self->box));
    self->box = NULL;

    G_OBJECT_CLASS (tally_tiles_parent_class)->dispose (object);
}

static void
tally_tiles_class_init (TallyTilesClass *klass)
{
    G_OBJECT_CLASS (klass)->dispose = tally_tiles_dispose;
    gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
    gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "tiles");
}

static void
tally_tiles_init (TallyTiles *self)
{
    self->box = GTK_FLOW_BOX (gtk_flow_box_new ());
    /* Tiles are only read: a box that could take the focus would let no Tab past it. */
    gtk_widget_set_can_focus (GTK_WIDGET (self->box), FALSE);
    gtk_flow_box_set_selection_mode (self->box, GTK_SELECTION_NONE);
    gtk_flow_box_set_homogeneous (self->box, TRUE);
    gtk_flow_box_set_min_children_per_line (self->box, 2);
    gtk_flow_box_set_max_children_per_line (self->box, 9);
    gtk_flow_box_set_column_spacing (self->box, 6);
    gtk_flow_box_set_row_spacing (self->box, 6);
    gtk_widget_set_parent (GTK_WIDGET (self->box), GTK_WIDGET (self));
}
