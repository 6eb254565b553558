// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/widgets/tally-card-text.h"

/* No word of a title or figure is wider, so nothing is cut off. */
#define LEAST_PX 160

struct _TallyCardText {
    GtkWidget parent_instance;

    PangoLayout *layout;
};

G_DEFINE_FINAL_TYPE (TallyCardText, tally_card_text, GTK_TYPE_WIDGET)

static GtkSizeRequestMode
tally_card_text_get_request_mode (GtkWidget *widget)
{
    return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
tally_card_text_measure (GtkWidget *widget,
                         GtkOrientation orientation,
                         int for_size,
                         int *least,
                         int *natural,
                         int *least_baseline,
                         int *natural_baseline)
{
    TallyCardText *self = TALLY_CARD_TEXT (widget);

    *least = LEAST_PX;
    if (orientation == GTK_ORIENTATION_VERTICAL) {
        /* Pango keeps its lines as long as the width stays. */
        pango_layout_set_width (self->layout, MAX (for_size, LEAST_PX) * PANGO_SCALE);
        pango_layout_get_pixel_size (self->layout, NULL, least);
    }
    *natural = *least;
}

static void
tally_card_text_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
    pango_layout_set_width (TALLY_CARD_TEXT (widget)->layout, width * PANGO_SCALE);
}

static void
tally_card_text_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
    gtk_snapshot_render_layout (snapshot, gtk_widget_get_style_context (widget), 0, 0,
                                TALLY_CARD_TEXT (widget)->layout);
}

static void
tally_card_text_dispose (GObject *object)
{
    g_clear_object (&TALLY_CARD_TEXT (object)->layout);

    G_OBJECT_CLASS (tally_card_text_parent_class)->dispose (object);
}

static void
tally_card_text_class_init (TallyCardTextClass *klass)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

    G_OBJECT_CLASS (klass)->dispose = tally_card_text_dispose;
    widget_class->get_request_mode = tally_card_text_get_request_mode;
    widget_class->measure = tally_card_text_measure;
    widget_class->size_allocate = tally_card_text_size_allocate;
    widget_class->snapshot = tally_card_text_snapshot;
    gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LABEL);
}

static void
tally_card_text_init (TallyCardText *self)
{
    self->layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), NULL);
    pango_layout_set_wrap (self->layout, PANGO_WRAP_WORD_CHAR);
}

GtkWidget *
tally_card_text_new (void)
{
    return g_object_new (TALLY_TYPE_CARD_TEXT, NULL);
}

void
tally_card_text_set_markup (TallyCardText *self, const char *markup)
{
    g_return_if_fail (TALLY_IS_CARD_TEXT (self));

    pango_layout_set_markup (self->layout, markup, -1);
    gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    pango_layout_get_text (self->layout), -1);
    gtk_widget_queue_resize (GTK_WIDGET (self));
}

const char *
tally_card_text_get_text (TallyCardText *self)
{
    return pango_layout_get_text (self->layout);
}
