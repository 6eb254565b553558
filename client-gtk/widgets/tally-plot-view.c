// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/widgets/tally-plot-view.h"

#include <glib/gi18n.h>

#define LEGEND_HEIGHT 24
#define FOOT_HEIGHT 20
#define SWATCH 10
#define N_STEPS 4

struct _TallyPlotView {
    GtkWidget parent_instance;

    TallyPlot *chart;
    int cursor; /* point that is read out; -1 none */
};

G_DEFINE_FINAL_TYPE (TallyPlotView, tally_plot_view, GTK_TYPE_WIDGET)

/* Where things are, worked out once for a picture. */
typedef struct {
    GtkWidget *widget;
    const TallyPlot *chart;
    GtkSnapshot *snapshot;
    float left;
    float top;
    float width;
    float height;
    int64_t lowest;
    int64_t highest;
    int64_t step;
} Frame;

static float
height_of (const Frame *frame, int64_t value)
{
    double share = (double) (value - frame->lowest) / (double) (frame->highest - frame->lowest);

    return frame->top + frame->height * (float) (1 - share);
}

static float
left_of (const Frame *frame, guint point)
{
    return frame->left + frame->width * (float) point / (float) tally_plot_n_points (frame->chart);
}

static int
paint_text (GtkWidget *widget,
            GtkSnapshot *snapshot,
            const char *text,
            float x,
            float y,
            float xalign,
            float strength)
{
    g_autoptr(PangoLayout) layout = gtk_widget_create_pango_layout (widget, text);
    GdkRGBA ink = tally_palette_ink (widget);
    int width;

    ink.alpha *= strength;
    pango_layout_get_pixel_size (layout, &width, NULL);
    gtk_snapshot_save (snapshot);
    gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x - (float) width * xalign, y));
    gtk_snapshot_append_layout (snapshot, layout, &ink);
    gtk_snapshot_restore (snapshot);
    return width;
}

static void
paint_scale (const Frame *frame)
{
    GdkRGBA line = tally_palette_ink (frame->widget);

    line.alpha *= 0.15f;
    for (int64_t mark = frame->lowest; mark <= frame->highest; mark += frame->step) {
        g_autofree char *text = tally_figure_tick (frame->chart->figure, mark, frame->step);
        float y = height_of (frame, mark);

        gtk_snapshot_append_color (frame->snapshot, &line,
                                   &GRAPHENE_RECT_INIT (frame->left, y, frame->width, 1));
        paint_text (frame->widget, frame->snapshot, text, frame->left - 6, y - 8, 1, 0.7f);
    }
}

static void
paint_labels (const Frame *frame)
{
    guint n = tally_plot_n_points (frame->chart);
    guint every = 1;

    /* As many labels as do not touch each other. */
    while (frame->width / (float) n * (float) every < 56)
        every++;
    if (frame->chart->kind == TALLY_PLOT_CURVE && n > 96)
        every = (every + 95) / 96 * 96;
    for (guint i = 0; i < n; i += every) {
        const char *label = frame->chart->labels->pdata[i];

        paint_text (frame->widget, frame->snapshot, label, left_of (frame, i),
                    frame->top + frame->height + 2, 0, 0.7f);
        if (left_of (frame, MIN (i + 2 * every, n)) > frame->left + frame->width - 4
            && i + every < n)
            break;
    }
}

static void
paint_bar (const Frame *frame, guint point)
{
    float width = MAX (frame->width / (float) tally_plot_n_points (frame->chart), 2);
    int64_t up = 0;
    int64_t down = 0;

    for (size_t s = 0; s < frame->chart->n_series; s++) {
        GdkRGBA colour = tally_palette_tint (frame->widget, frame->chart->tints[s]);
        int64_t value = tally_plot_value (frame->chart, point, s);
        int64_t *base = value >= 0 ? &up : &down;
        float from = height_of (frame, *base);
        float to = height_of (frame, *base + value);

        *base += value;
        gtk_snapshot_append_color (frame->snapshot, &colour,
                                   &GRAPHENE_RECT_INIT (left_of (frame, point) + width * 0.12f,
                                                        MIN (from, to), width * 0.76f,
                                                        MAX (ABS (from - to), value != 0 ? 1 : 0)));
    }
}

static void
paint_step (const Frame *frame, guint point)
{
    float width = frame->width / (float) tally_plot_n_points (frame->chart);
    gboolean is_marked = frame->chart->marks->data[point] != 0;
    GdkRGBA colour = tally_palette_tint (frame->widget,
                                         is_marked ? TALLY_TINT_ESTIMATED : frame->chart->tints[0]);
    float top = height_of (frame, tally_plot_value (frame->chart, point, 0));
    float foot = height_of (frame, 0);
    GdkRGBA fill = colour;

    fill.alpha = is_marked ? 0.55f : 0.30f;
    gtk_snapshot_append_color (frame->snapshot, &fill,
                               &GRAPHENE_RECT_INIT (left_of (frame, point), top, width,
                                                    foot - top));
    gtk_snapshot_append_color (frame->snapshot, &colour,
                               &GRAPHENE_RECT_INIT (left_of (frame, point), top, MAX (width, 1.5f),
                                                    2));
    /* Not by colour alone: what is estimated also stands on a bar. */
    if (is_marked)
        gtk_snapshot_append_color (frame->snapshot, &colour,
                                   &GRAPHENE_RECT_INIT (left_of (frame, point), foot + 1,
                                                        MAX (width, 1.5f), 4));
}

static void
paint_cursor (const Frame *frame, int cursor)
{
    GdkRGBA ink = tally_palette_ink (frame->widget);
    float width = frame->width / (float) tally_plot_n_points (frame->chart);

    if (cursor < 0)
        return;
    ink.alpha *= 0.12f;
    gtk_snapshot_append_color (frame->snapshot, &ink,
                               &GRAPHENE_RECT_INIT (left_of (frame, (guint) cursor), frame->top,
                                                    MAX (width, 2), frame->height));
}

/* "Sold 12.340" at the cursor, or just "Sold". */
static char *
entry_text (TallyPlotView *self, size_t series)
{
    g_autofree char *value = NULL;

    if (self->cursor < 0)
        return g_strdup (self->chart->names[series]);
    value = tally_figure_of (self->chart->figure,
                             tally_plot_value (self->chart, (guint) self->cursor, series));
    return g_strdup_printf ("%s %s", self->chart->names[series], value);
}

static void
paint_legend (TallyPlotView *self, GtkSnapshot *snapshot)
{
    GtkWidget *widget = GTK_WIDGET (self);
    float x = 0;

    x += (float) paint_text (widget, snapshot, self->chart->unit, x, 2, 0, 0.7f) + 12;
    if (self->cursor >= 0) {
        const char *label = self->chart->labels->pdata[self->cursor];

        x += (float) paint_text (widget, snapshot, label, x, 2, 0, 1) + 12;
    }
    for (size_t s = 0; s < self->chart->n_series; s++) {
        GdkRGBA colour = tally_palette_tint (widget, self->chart->tints[s]);
        g_autofree char *text = entry_text (self, s);

        gtk_snapshot_append_color (snapshot, &colour, &GRAPHENE_RECT_INIT (x, 6, SWATCH, SWATCH));
        x += SWATCH + 4;
        x += (float) paint_text (widget, snapshot, text, x, 2, 0, 1) + 12;
    }
    if (self->chart->kind == TALLY_PLOT_CURVE) {
        GdkRGBA colour = tally_palette_tint (widget, TALLY_TINT_ESTIMATED);

        gtk_snapshot_append_color (snapshot, &colour, &GRAPHENE_RECT_INIT (x, 6, SWATCH, SWATCH));
        paint_text (widget, snapshot, _ ("Estimated"), x + SWATCH + 4, 2, 0, 1);
    }
}

static float
scale_width (TallyPlotView *self, int64_t value, int64_t step)
{
    g_autofree char *text = tally_figure_tick (self->chart->figure, value, step);
    g_autoptr(PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
    int width;

    pango_layout_get_pixel_size (layout, &width, NULL);
    return (float) width + 10;
}

static Frame
lay_out (TallyPlotView *self, GtkSnapshot *snapshot)
{
    int64_t lowest;
    int64_t highest;
    Frame frame = { .widget = GTK_WIDGET (self), .chart = self->chart, .snapshot = snapshot };

    tally_plot_range (self->chart, &lowest, &highest);
    frame.step = tally_plot_step (MAX (highest - lowest, 1), N_STEPS);
    frame.highest = (highest + frame.step - 1) / frame.step * frame.step;
    frame.lowest = lowest < 0 ? -((-lowest + frame.step - 1) / frame.step * frame.step) : 0;
    frame.highest = MAX (frame.highest, frame.lowest + frame.step);
    frame.left = MAX (scale_width (self, frame.highest, frame.step),
                      scale_width (self, frame.lowest, frame.step));
    frame.top = LEGEND_HEIGHT + 6;
    frame.width = (float) gtk_widget_get_width (frame.widget) - frame.left - 4;
    frame.height = (float) gtk_widget_get_height (frame.widget) - frame.top - FOOT_HEIGHT;
    return frame;
}

static void
tally_plot_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
    TallyPlotView *self = TALLY_PLOT_VIEW (widget);
    Frame frame;

    if (self->chart == NULL || tally_plot_n_points (self->chart) == 0)
        return;
    frame = lay_out (self, snapshot);
    if (frame.width < 20 || frame.height < 20)
        return;
    paint_scale (&frame);
    for (guint i = 0; i < tally_plot_n_points (self->chart); i++) {
        if (self->chart->kind == TALLY_PLOT_CURVE)
            paint_step (&frame, i);
        else
            paint_bar (&frame, i);
    }
    paint_cursor (&frame, self->cursor);
    paint_labels (&frame);
    paint_legend (self, snapshot);
}

static void
set_cursor (TallyPlotView *self, int cursor)
{
    g_autoptr(GString) text = NULL;

    if (self->cursor == cursor)
        return;
    self->cursor = cursor;
    gtk_widget_queue_draw (GTK_WIDGET (self));
    if (cursor < 0)
        return;
    text = g_string_new (self->chart->labels->pdata[cursor]);
    for (size_t s = 0; s < self->chart->n_series; s++) {
        g_autofree char *entry = entry_text (self, s);

        g_string_append_printf (text, ", %s %s", entry, self->chart->unit);
    }
    if (self->chart->marks->data[cursor] != 0)
        g_string_append_printf (text, ", %s", _ ("Estimated"));
    gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                    text->str, -1);
}

static void
on_pointer_moved (TallyPlotView *self, double x, double y)
{
    Frame frame;
    int n;

    if (self->chart == NULL || tally_plot_n_points (self->chart) == 0)
        return;
    n = (int) tally_plot_n_points (self->chart);
    frame = lay_out (self, NULL);
    if (x >= frame.left)
        set_cursor (self, CLAMP ((int) ((x - frame.left) / frame.width * n), 0, n - 1));
}

static void
on_pointer_left (TallyPlotView *self)
{
    set_cursor (self, -1);
}

static gboolean
on_key_pressed (TallyPlotView *self, guint key)
{
    int by = key == GDK_KEY_Right ? 1 : key == GDK_KEY_Left ? -1 : 0;

    if (by == 0 || self->chart == NULL || tally_plot_n_points (self->chart) == 0)
        return FALSE;
    set_cursor (self, CLAMP (self->cursor + by, 0, (int) tally_plot_n_points (self->chart) - 1));
    return TRUE;
}

void
tally_plot_view_set (TallyPlotView *self, const char *title, TallyPlot *chart)
{
    g_return_if_fail (TALLY_IS_PLOT_VIEW (self));

    g_clear_pointer (&self->chart, tally_plot_free);
    self->chart = chart;
    self->cursor = -1;
    gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                    -1);
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
tally_plot_view_finalize (GObject *object)
{
    g_clear_pointer (&TALLY_PLOT_VIEW (object)->chart, tally_plot_free);

    G_OBJECT_CLASS (tally_plot_view_parent_class)->finalize (object);
}

static void
tally_plot_view_class_init (TallyPlotViewClass *klass)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

    G_OBJECT_CLASS (klass)->finalize = tally_plot_view_finalize;
    widget_class->snapshot = tally_plot_view_snapshot;
    gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
    gtk_widget_class_set_css_name (widget_class, "chart");
}

static void
tally_plot_view_init (TallyPlotView *self)
{
    GtkEventController *motion = gtk_event_controller_motion_new ();
    GtkEventController *keys = gtk_event_controller_key_new ();

    self->cursor = -1;
    gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
    g_signal_connect_swapped (motion, "motion", G_CALLBACK (on_pointer_moved), self);
    g_signal_connect_swapped (motion, "leave", G_CALLBACK (on_pointer_left), self);
    g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key_pressed), self);
    gtk_widget_add_controller (GTK_WIDGET (self), motion);
    gtk_widget_add_controller (GTK_WIDGET (self), keys);
}
