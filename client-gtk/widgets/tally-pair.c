// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/widgets/tally-pair.h"

#define GAP 12

struct _TallyPair {
    GtkWidget parent_instance;

    GtkWidget *start;
    GtkWidget *end;
    GtkWidget *tabs;
    GtkWidget *buttons[2];
    int start_width;
    int threshold; /* pixels from which both fit */
    int which;
    gboolean is_narrow;
};

G_DEFINE_FINAL_TYPE (TallyPair, tally_pair, GTK_TYPE_WIDGET)

enum {
    PROP_START = 1,
    PROP_END,
    PROP_START_TITLE,
    PROP_END_TITLE,
    PROP_START_WIDTH,
    PROP_THRESHOLD,
    N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
on_tab_toggled (TallyPair *self)
{
    self->which = gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->buttons[1])) ? 1 : 0;
    gtk_widget_queue_allocate (GTK_WIDGET (self));
}

static void
place (GtkWidget *child, int x, int y, int width, int height)
{
    gtk_widget_size_allocate (child, &(GtkAllocation){ x, y, width, height }, -1);
}

static int
minimum (GtkWidget *child, GtkOrientation orientation)
{
    int least = 0;

    if (child != NULL && gtk_widget_get_visible (child))
        gtk_widget_measure (child, orientation, -1, &least, NULL, NULL, NULL);
    return least;
}

static void
tally_pair_measure (GtkWidget *widget,
                    GtkOrientation orientation,
                    int for_size,
                    int *least,
                    int *natural,
                    int *least_baseline,
                    int *natural_baseline)
{
    TallyPair *self = TALLY_PAIR (widget);
    int start = minimum (self->start, orientation);
    int end = minimum (self->end, orientation);
    int tabs = minimum (self->tabs, orientation);

    if (orientation == GTK_ORIENTATION_HORIZONTAL) {
        *least = MAX (tabs, MAX (start, end));
        *natural = MAX (*least, self->threshold);
    } else {
        *least = tabs + MAX (start, end);
        *natural = *least;
    }
}

static void
allocate_one (TallyPair *self, int width, int height)
{
    GtkWidget *shown = self->which == 0 ? self->start : self->end;
    int tabs_height = minimum (self->tabs, GTK_ORIENTATION_VERTICAL);

    gtk_widget_set_child_visible (self->tabs, TRUE);
    gtk_widget_set_child_visible (self->start, shown == self->start);
    gtk_widget_set_child_visible (self->end, shown == self->end);
    place (self->tabs, 0, 0, width, tabs_height);
    place (shown, 0, tabs_height, width, MAX (height - tabs_height, 0));
}

static void
allocate_both (TallyPair *self, int width, int height)
{
    int start_width = self->start_width > 0 ? self->start_width : (width - GAP) / 2;

    start_width = MAX (start_width, minimum (self->start, GTK_ORIENTATION_HORIZONTAL));
    gtk_widget_set_child_visible (self->tabs, FALSE);
    gtk_widget_set_child_visible (self->start, TRUE);
    gtk_widget_set_child_visible (self->end, TRUE);
    place (self->start, 0, 0, start_width, height);
    place (self->end, start_width + GAP, 0, width - start_width - GAP, height);
}

static void
tally_pair_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
    TallyPair *self = TALLY_PAIR (widget);

    self->is_narrow = width < self->threshold;
    if (self->start == NULL || self->end == NULL)
        return;
    if (self->is_narrow)
        allocate_one (self, width, height);
    else
        allocate_both (self, width, height);
}

static void
set_child (TallyPair *self, GtkWidget **place_of, GtkWidget *child)
{
    g_clear_pointer (place_of, gtk_widget_unparent);
    *place_of = child;
    if (child != NULL)
        gtk_widget_set_parent (child, GTK_WIDGET (self));
}

static void
tally_pair_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
    TallyPair *self = TALLY_PAIR (object);

    switch (prop_id) {
    case PROP_START:
        set_child (self, &self->start, g_value_get_object (value));
        break;
    case PROP_END:
        set_child (self, &self->end, g_value_get_object (value));
        break;
    case PROP_START_TITLE:
        gtk_button_set_label (GTK_BUTTON (self->buttons[0]), g_value_get_string (value));
        break;
    case PROP_END_TITLE:
        gtk_button_set_label (GTK_BUTTON (self->buttons[1]), g_value_get_string (value));
        break;
    case PROP_START_WIDTH:
        self->start_width = g_value_get_int (value);
        break;
    case PROP_THRESHOLD:
        self->threshold = g_value_get_int (value);
        break;
    default:
        G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
tally_pair_dispose (GObject *object)
{
    TallyPair *self = TALLY_PAIR (object);

    g_clear_pointer (&self->start, gtk_widget_unparent);
    g_clear_pointer (&self->end, gtk_widget_unparent);
    g_clear_pointer (&self->tabs, gtk_widget_unparent);

    G_OBJECT_CLASS (tally_pair_parent_class)->dispose (object);
}

static void
tally_pair_class_init (TallyPairClass *klass)
{
    GObjectClass *object_class = G_OBJECT_CLASS (klass);
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
    GParamFlags flags = G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS;

    object_class->set_property = tally_pair_set_property;
    object_class->dispose = tally_pair_dispose;
    widget_class->measure = tally_pair_measure;
    widget_class->size_allocate = tally_pair_size_allocate;

    properties[PROP_START] = g_param_spec_object ("start", NULL, NULL, GTK_TYPE_WIDGET, flags);
    properties[PROP_END] = g_param_spec_object ("end", NULL, NULL, GTK_TYPE_WIDGET, flags);
    properties[PROP_START_TITLE] = g_param_spec_string ("start-title", NULL, NULL, NULL, flags);
    properties[PROP_END_TITLE] = g_param_spec_string ("end-title", NULL, NULL, NULL, flags);
    properties[PROP_START_WIDTH] = g_param_spec_int ("start-width", NULL, NULL, 0, G_MAXINT, 0,
                                                     flags);
    properties[PROP_THRESHOLD] = g_param_spec_int ("threshold", NULL, NULL, 0, G_MAXINT, 860,
                                                   flags);
    g_object_class_install_properties (object_class, N_PROPS, properties);
    gtk_widget_class_set_css_name (widget_class, "pair");
}

static void
tally_pair_init (TallyPair *self)
{
    self->threshold = 860;
    self->tabs = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
    gtk_box_set_homogeneous (GTK_BOX (self->tabs), TRUE);
    gtk_widget_add_css_class (self->tabs, "linked");
    gtk_widget_add_css_class (self->tabs, "pair-tabs");
    for (int i = 0; i < 2; i++) {
        self->buttons[i] = gtk_toggle_button_new ();
        gtk_box_append (GTK_BOX (self->tabs), self->buttons[i]);
    }
    gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (self->buttons[1]),
                                 GTK_TOGGLE_BUTTON (self->buttons[0]));
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->buttons[0]), TRUE);
    g_signal_connect_object (self->buttons[1], "toggled", G_CALLBACK (on_tab_toggled), self,
                             G_CONNECT_SWAPPED);
    gtk_widget_set_parent (self->tabs, GTK_WIDGET (self));
}

void
tally_pair_show (TallyPair *self, int which)
{
    g_return_if_fail (TALLY_IS_PAIR (self));
    g_return_if_fail (which == 0 || which == 1);

    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->buttons[which]), TRUE);
}

gboolean
tally_pair_is_narrow (TallyPair *self)
{
    return self->is_narrow;
}
