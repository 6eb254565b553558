// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/tally-place-row.h"

#include "client-gtk/models/tally-figure.h"

#include <glib/gi18n.h>

struct _TallyPlaceRow {
    GtkListBoxRow parent_instance;

    const char *id;
    GtkLabel *title;
    GtkLabel *count;
};

G_DEFINE_FINAL_TYPE (TallyPlaceRow, tally_place_row, GTK_TYPE_LIST_BOX_ROW)

enum {
    PROP_COUNT = 1,
    N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
set_count (TallyPlaceRow *self, guint count)
{
    g_autofree char *figure = tally_figure_of (TALLY_FIGURE_COUNT, count);
    g_autofree char *name = NULL;

    gtk_label_set_text (self->count, figure);
    gtk_widget_set_visible (GTK_WIDGET (self->count), count > 0);
    if (count > 0)
        /* translators: a place of work and how much work is open there */
        name = g_strdup_printf (_ ("%s, %s open"), gtk_label_get_text (self->title), figure);
    else
        name = g_strdup (gtk_label_get_text (self->title));
    gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
tally_place_row_set_property (GObject *object,
                              guint prop_id,
                              const GValue *value,
                              GParamSpec *pspec)
{
    if (prop_id == PROP_COUNT)
        set_count (TALLY_PLACE_ROW (object), g_value_get_uint (value));
    else
        G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
tally_place_row_class_init (TallyPlaceRowClass *klass)
{
    G_OBJECT_CLASS (klass)->set_property = tally_place_row_set_property;

    properties[PROP_COUNT] = g_param_spec_uint ("count", NULL, NULL, 0, G_MAXUINT, 0,
                                                G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
    g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, properties);
}

static void
tally_place_row_init (TallyPlaceRow *self)
{
}

GtkWidget *
tally_place_row_new (const char *id, const char *title, const char *icon)
{
    TallyPlaceRow *self = g_object_new (TALLY_TYPE_PLACE_ROW, NULL);
    GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);

    self->id = id;
    self->title = GTK_LABEL (gtk_label_new (title));
    self->count = GTK_LABEL (gtk_label_new (NULL));
    gtk_label_set_xalign (self->title, 0);
    gtk_widget_set_hexpand (GTK_WIDGET (self->title), TRUE);
    gtk_widget_set_valign (GTK_WIDGET (self->count), GTK_ALIGN_CENTER);
    gtk_widget_add_css_class (GTK_WIDGET (self->count), "badge");
    gtk_widget_add_css_class (GTK_WIDGET (self->count), "numeric");
    gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name (icon));
    gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->title));
    gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->count));
    gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), box);
    return GTK_WIDGET (self);
}

const char *
tally_place_row_get_id (TallyPlaceRow *self)
{
    return self->id;
}

const char *
tally_place_row_get_title (TallyPlaceRow *self)
{
    return gtk_label_get_text (self->title);
}
