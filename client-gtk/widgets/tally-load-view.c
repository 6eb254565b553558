// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/widgets/tally-load-view.h"

#include "client-gtk/widgets/tally-palette.h"
#include "shared/chart/tally-chart-paint.h"

#include <adwaita.h>

#define TENTHS 10

struct _TallyLoadView {
    GtkDrawingArea parent_instance;

    const TallyLineWhy *why;
    size_t cursor; /* interval that is read out */
    gboolean has_cursor;
    char *reading;
};

G_DEFINE_FINAL_TYPE (TallyLoadView, tally_load_view, GTK_TYPE_DRAWING_AREA)

enum {
    PROP_READING = 1,
    N_PROPS
};

static GParamSpec *properties[N_PROPS];

static const TallyChartLoad *
chart_of (TallyLoadView *self)
{
    return self->why != NULL ? tally_line_why_get_chart (self->why) : NULL;
}

/* As high as the letters of the widget. */
static double
em_of (GtkWidget *widget)
{
    PangoContext *context = gtk_widget_get_pango_context (widget);
    const PangoFontDescription *font = pango_context_get_font_description (context);
    double size = (double) pango_font_description_get_size (font) / PANGO_SCALE;

    return pango_font_description_get_size_is_absolute (font) ? size : size * 96 / 72;
}

static int64_t
tenths (double length)
{
    return (int64_t) (length * TENTHS);
}

static void
paint_cursor (TallyLoadView *self, cairo_t *cr, int width, int height)
{
    GdkRGBA ink = tally_palette_ink (GTK_WIDGET (self));
    TallyChartSpan span = tally_chart_load_span (chart_of (self), tenths (width), tenths (height),
                                                 tenths (em_of (GTK_WIDGET (self))), self->cursor);

    ink.alpha *= 0.25f;
    gdk_cairo_set_source_rgba (cr, &ink);
    cairo_rectangle (cr, (double) span.x / TENTHS, (double) span.y / TENTHS,
                     MAX ((double) span.width / TENTHS, 2), (double) span.height / TENTHS);
    cairo_fill (cr);
}

static void
draw (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer user_data)
{
    TallyLoadView *self = TALLY_LOAD_VIEW (area);
    GtkWidget *widget = GTK_WIDGET (area);
    PangoContext *context = gtk_widget_get_pango_context (widget);
    TallyChartLook look = {
        .family = pango_font_description_get_family (pango_context_get_font_description (context)),
        .em = em_of (widget),
        .is_dark = adw_style_manager_get_dark (adw_style_manager_get_default ()),
    };

    if (chart_of (self) == NULL || width < 10 * look.em || height < 9 * look.em)
        return;
    tally_chart_load_draw (chart_of (self), cr, width, height, &look);
    if (self->has_cursor)
        paint_cursor (self, cr, width, height);
}

static void
read_out (TallyLoadView *self, size_t interval)
{
    const TallyChartLoad *chart = chart_of (self);

    self->has_cursor = chart != NULL && interval < chart->n;
    self->cursor = self->has_cursor ? interval : 0;
    g_free (self->reading);
    self->reading = self->has_cursor ? tally_line_why_read (self->why, interval) : g_strdup ("");
    gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                    self->has_cursor ? self->reading
                                    : chart != NULL  ? chart->description
                                                     : "",
                                    -1);
    gtk_widget_queue_draw (GTK_WIDGET (self));
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_READING]);
}

static void
on_pointer_moved (TallyLoadView *self, double x, double y)
{
    GtkWidget *widget = GTK_WIDGET (self);

    if (chart_of (self) != NULL)
        read_out (self,
                  tally_chart_load_find (chart_of (self), tenths (gtk_widget_get_width (widget)),
                                         tenths (em_of (widget)), tenths (x)));
}

static void
on_pointer_left (TallyLoadView *self)
{
    read_out (self, G_MAXSIZE);
}

static gboolean
on_key_pressed (TallyLoadView *self, guint key, guint code, GdkModifierType state)
{
    const TallyChartLoad *chart = chart_of (self);
    size_t by = 1;

    if (chart == NULL)
        return FALSE;
    if ((state & GDK_CONTROL_MASK) != 0)
        by = tally_line_why_day (self->why);
    if (key == GDK_KEY_Home || (key == GDK_KEY_Right && !self->has_cursor))
        read_out (self, 0);
    else if (key == GDK_KEY_End)
        read_out (self, chart->n - 1);
    else if (key == GDK_KEY_Right)
        read_out (self, MIN (self->cursor + by, chart->n - 1));
    else if (key == GDK_KEY_Left)
        read_out (self, self->cursor > by ? self->cursor - by : 0);
    else if (key == GDK_KEY_Escape && self->has_cursor)
        read_out (self, G_MAXSIZE);
    else
        return FALSE;
    return TRUE;
}

void
tally_load_view_set (TallyLoadView *self, const TallyLineWhy *why)
{
    g_return_if_fail (TALLY_IS_LOAD_VIEW (self));

    self->why = why;
    gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    chart_of (self) != NULL ? chart_of (self)->title : "", -1);
    read_out (self, G_MAXSIZE);
}

static void
tally_load_view_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
    switch (prop_id) {
    case PROP_READING:
        g_value_set_string (value, TALLY_LOAD_VIEW (object)->reading);
        break;
    default:
        G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
tally_load_view_finalize (GObject *object)
{
    g_clear_pointer (&TALLY_LOAD_VIEW (object)->reading, g_free);

    G_OBJECT_CLASS (tally_load_view_parent_class)->finalize (object);
}

static void
tally_load_view_class_init (TallyLoadViewClass *klass)
{
    GObjectClass *object_class = G_OBJECT_CLASS (klass);

    object_class->get_property = tally_load_view_get_property;
    object_class->finalize = tally_load_view_finalize;
    properties[PROP_READING] = g_param_spec_string ("reading", NULL, NULL, "",
                                                    G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
    g_object_class_install_properties (object_class, N_PROPS, properties);
    gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_IMG);
    gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "chart");
}

static void
tally_load_view_init (TallyLoadView *self)
{
    GtkEventController *motion = gtk_event_controller_motion_new ();
    GtkEventController *keys = gtk_event_controller_key_new ();

    self->reading = g_strdup ("");
    gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
    gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (self), draw, NULL, NULL);
    g_signal_connect_swapped (motion, "motion", G_CALLBACK (on_pointer_moved), self);
    g_signal_connect_swapped (motion, "leave", G_CALLBACK (on_pointer_left), self);
    g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key_pressed), self);
    g_signal_connect_object (adw_style_manager_get_default (), "notify::dark",
                             G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
    gtk_widget_add_controller (GTK_WIDGET (self), motion);
    gtk_widget_add_controller (GTK_WIDGET (self), keys);
}
