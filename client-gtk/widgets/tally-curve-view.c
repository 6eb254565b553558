// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/widgets/tally-curve-view.h"

#include "client-gtk/models/tally-figure.h"
#include "client-gtk/widgets/tally-curve-paint.h"

#include <glib/gi18n.h>

#define LEAST_HEIGHT 170

struct _TallyCurveView {
    GtkWidget parent_instance;

    TallyCurve *curve;
    GArray *after;
    guint first; /* the chosen range */
    guint end;
    int anchor; /* where choosing began; -1 nowhere */
    int cursor;
    char *text;
};

G_DEFINE_FINAL_TYPE (TallyCurveView, tally_curve_view, GTK_TYPE_WIDGET)

enum {
    PROP_TEXT = 1,
    N_PROPS
};

static GParamSpec *properties[N_PROPS];
static guint range_signal;

static int
n_of (TallyCurveView *self)
{
    return self->curve != NULL ? (int) tally_curve_n (self->curve) : 0;
}

static TallyCurveFrame
frame_of (TallyCurveView *self)
{
    TallyCurveFrame frame = { .widget = GTK_WIDGET (self),
                              .curve = self->curve,
                              .after = self->after,
                              .first = self->first,
                              .end = self->end,
                              .cursor = self->cursor };

    tally_curve_paint_lay_out (&frame);
    return frame;
}

static void
tally_curve_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
    TallyCurveView *self = TALLY_CURVE_VIEW (widget);
    TallyCurveFrame frame;

    if (n_of (self) == 0)
        return;
    frame = frame_of (self);
    tally_curve_paint (&frame, snapshot);
}

static void
tally_curve_view_measure (GtkWidget *widget,
                          GtkOrientation orientation,
                          int for_size,
                          int *least,
                          int *natural,
                          int *least_baseline,
                          int *natural_baseline)
{
    *least = orientation == GTK_ORIENTATION_HORIZONTAL ? 240 : LEAST_HEIGHT;
    *natural = *least;
}

static char *
text_at (TallyCurveView *self, int index)
{
    g_autofree char *time = NULL;
    g_autofree char *value = NULL;
    g_autofree char *after = NULL;
    gint64 quality;

    if (index < 0 || index >= n_of (self))
        return NULL;
    time = tally_curve_time (self->curve, (guint) index);
    quality = g_array_index (self->curve->quality, int64_t, index);
    value = tally_figure_of (TALLY_FIGURE_KWH, g_array_index (self->curve->values, int64_t, index));
    if (self->after != NULL && (guint) index < self->after->len)
        after = tally_figure_of (TALLY_FIGURE_KWH, g_array_index (self->after, int64_t, index));
    return g_strdup_printf ("%s · %s%s%s kWh · %s", time, value, after != NULL ? " → " : "",
                            after != NULL ? after : "", tally_curve_quality_word (quality));
}

static void
read_out (TallyCurveView *self)
{
    g_free (self->text);
    self->text = text_at (self, self->cursor);
    gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                    self->text != NULL ? self->text : "", -1);
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEXT]);
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
choose (TallyCurveView *self, int from, int to)
{
    self->first = (guint) MIN (from, to);
    self->end = (guint) MAX (from, to) + 1;
    g_signal_emit (self, range_signal, 0);
}

/* Moves the cursor; what lies between it and the anchor is chosen. */
static void
move (TallyCurveView *self, int to, gboolean extends)
{
    int from = self->anchor >= 0 ? self->anchor : MAX (self->cursor, 0);

    self->cursor = CLAMP (to, 0, n_of (self) - 1);
    if (extends) {
        self->anchor = from;
        choose (self, from, self->cursor);
    } else {
        self->anchor = -1;
    }
    read_out (self);
}

static gboolean
on_key_pressed (TallyCurveView *self, guint key, guint code, GdkModifierType state)
{
    gboolean extends = (state & GDK_SHIFT_MASK) != 0;

    if (n_of (self) == 0 || (state & GDK_ALT_MASK) != 0)
        return FALSE;
    if (key == GDK_KEY_a && (state & GDK_CONTROL_MASK) != 0)
        choose (self, 0, n_of (self) - 1);
    else if (key == GDK_KEY_Right)
        move (self, self->cursor + 1, extends);
    else if (key == GDK_KEY_Left)
        move (self, self->cursor - 1, extends);
    else if (key == GDK_KEY_Home)
        move (self, 0, extends);
    else if (key == GDK_KEY_End)
        move (self, n_of (self) - 1, extends);
    else
        return FALSE;
    gtk_widget_queue_draw (GTK_WIDGET (self));
    return TRUE;
}

static int
index_at (TallyCurveView *self, double x)
{
    TallyCurveFrame frame = frame_of (self);

    return CLAMP ((int) ((x - frame.left) / MAX (frame.width, 1) * (float) n_of (self)), 0,
                  n_of (self) - 1);
}

static void
on_pointer_moved (TallyCurveView *self, double x, double y)
{
    if (n_of (self) == 0)
        return;
    self->cursor = index_at (self, x);
    read_out (self);
}

static void
on_pointer_left (TallyCurveView *self)
{
    self->cursor = -1;
    read_out (self);
}

static void
on_drag_begin (TallyCurveView *self, double x, double y)
{
    gtk_widget_grab_focus (GTK_WIDGET (self));
    if (n_of (self) > 0)
        self->anchor = index_at (self, x);
}

static void
on_drag_update (TallyCurveView *self, double dx, double dy, GtkGestureDrag *drag)
{
    double x = 0;
    double y = 0;

    if (n_of (self) == 0 || self->anchor < 0)
        return;
    gtk_gesture_drag_get_start_point (drag, &x, &y);
    self->cursor = index_at (self, x + dx);
    choose (self, self->anchor, self->cursor);
    read_out (self);
}

static void
on_drag_end (TallyCurveView *self)
{
    self->anchor = -1;
}

void
tally_curve_view_set (TallyCurveView *self, const char *title, TallyCurve *curve)
{
    g_return_if_fail (TALLY_IS_CURVE_VIEW (self));

    g_clear_pointer (&self->curve, tally_curve_free);
    g_clear_pointer (&self->after, g_array_unref);
    self->curve = curve;
    self->cursor = self->anchor = -1;
    if (self->end > (guint) n_of (self))
        self->first = self->end = 0;
    gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                    -1);
    read_out (self);
}

const TallyCurve *
tally_curve_view_get (TallyCurveView *self)
{
    return self->curve;
}

void
tally_curve_view_set_after (TallyCurveView *self, GArray *values)
{
    g_return_if_fail (TALLY_IS_CURVE_VIEW (self));

    g_clear_pointer (&self->after, g_array_unref);
    self->after = values != NULL ? g_array_ref (values) : NULL;
    read_out (self);
}

void
tally_curve_view_set_range (TallyCurveView *self, guint first, guint end)
{
    g_return_if_fail (TALLY_IS_CURVE_VIEW (self));

    self->first = first;
    self->end = MIN (end, (guint) n_of (self));
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

gboolean
tally_curve_view_get_range (TallyCurveView *self, guint *first, guint *end)
{
    *first = self->first;
    *end = self->end;
    return self->end > self->first;
}

static void
tally_curve_view_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
    if (prop_id == PROP_TEXT)
        g_value_set_string (value, TALLY_CURVE_VIEW (object)->text);
    else
        G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
tally_curve_view_finalize (GObject *object)
{
    TallyCurveView *self = TALLY_CURVE_VIEW (object);

    g_clear_pointer (&self->curve, tally_curve_free);
    g_clear_pointer (&self->after, g_array_unref);
    g_free (self->text);

    G_OBJECT_CLASS (tally_curve_view_parent_class)->finalize (object);
}

static void
tally_curve_view_class_init (TallyCurveViewClass *klass)
{
    GObjectClass *object_class = G_OBJECT_CLASS (klass);
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

    object_class->get_property = tally_curve_view_get_property;
    object_class->finalize = tally_curve_view_finalize;
    widget_class->snapshot = tally_curve_view_snapshot;
    widget_class->measure = tally_curve_view_measure;

    properties[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, NULL,
                                                 G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
    g_object_class_install_properties (object_class, N_PROPS, properties);
    range_signal = g_signal_new ("range-changed", TALLY_TYPE_CURVE_VIEW, G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
    gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
    gtk_widget_class_set_css_name (widget_class, "chart");
}

static void
tally_curve_view_init (TallyCurveView *self)
{
    GtkEventController *motion = gtk_event_controller_motion_new ();
    GtkEventController *keys = gtk_event_controller_key_new ();
    GtkGesture *drag = gtk_gesture_drag_new ();

    self->cursor = self->anchor = -1;
    gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
    g_signal_connect_swapped (motion, "motion", G_CALLBACK (on_pointer_moved), self);
    g_signal_connect_swapped (motion, "leave", G_CALLBACK (on_pointer_left), self);
    g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key_pressed), self);
    g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (on_drag_begin), self);
    g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (on_drag_update), self);
    g_signal_connect_swapped (drag, "drag-end", G_CALLBACK (on_drag_end), self);
    gtk_widget_add_controller (GTK_WIDGET (self), motion);
    gtk_widget_add_controller (GTK_WIDGET (self), keys);
    gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
}
