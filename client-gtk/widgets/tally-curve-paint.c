// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/widgets/tally-curve-paint.h"

#include "client-gtk/models/tally-figure.h"
#include "client-gtk/widgets/tally-palette.h"
#include "client-gtk/widgets/tally-plot.h"

#include <glib/gi18n.h>

#define LEGEND_LINE 22
#define SWATCH 14
#define FOOT_HEIGHT 20
#define N_STEPS 4
#define HATCH 5

/* What the legend names, in its order. */
enum {
    KEY_AFTER = TALLY_CURVE_MISSING + 1,
    KEY_LIKE,
    N_KEYS
};

static const TallyTint tints[N_KEYS] = {
    [TALLY_CURVE_MEASURED] = TALLY_TINT_MEASURED,
    [TALLY_CURVE_ESTIMATED] = TALLY_TINT_ESTIMATED,
    [TALLY_CURVE_EDITED] = TALLY_TINT_EDITED,
    [TALLY_CURVE_PROVISIONAL] = TALLY_TINT_ESTIMATED,
    [TALLY_CURVE_MISSING] = TALLY_TINT_LOSS,
    [KEY_AFTER] = TALLY_TINT_AFTER,
    [KEY_LIKE] = TALLY_TINT_LIKE,
};

static void
set_tint (cairo_t *cr, GtkWidget *widget, guint key, double alpha)
{
    GdkRGBA colour = tally_palette_tint (widget, tints[key]);

    cairo_set_source_rgba (cr, colour.red, colour.green, colour.blue, alpha);
}

static PangoLayout *
layout_of (GtkWidget *widget, const char *text, int *width)
{
    PangoLayout *layout = gtk_widget_create_pango_layout (widget, text);

    pango_layout_get_pixel_size (layout, width, NULL);
    return layout;
}

static void
paint_text (GtkWidget *widget,
            GtkSnapshot *snapshot,
            const char *text,
            float x,
            float y,
            float align)
{
    int width;
    g_autoptr(PangoLayout) layout = layout_of (widget, text, &width);
    GdkRGBA ink = tally_palette_ink (widget);

    ink.alpha *= 0.75f;
    gtk_snapshot_save (snapshot);
    gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x - (float) width * align, y));
    gtk_snapshot_append_layout (snapshot, layout, &ink);
    gtk_snapshot_restore (snapshot);
}

static double
x_of (const TallyCurveFrame *f, guint index)
{
    return f->left + (double) f->width * index / MAX (tally_curve_n (f->curve), 1);
}

static double
y_of (const TallyCurveFrame *f, gint64 value)
{
    return f->top + f->height * (1 - (double) MAX (value, 0) / (double) f->highest);
}

static gint64
value_at (const GArray *values, guint index)
{
    return g_array_index (values, int64_t, index);
}

/* Diagonal lines, so that estimates stand out without colour, too. */
static void
hatch (cairo_t *cr, double x, double y, double width, double height)
{
    cairo_save (cr);
    cairo_rectangle (cr, x, y, width, height);
    cairo_clip (cr);
    for (double at = x - height - (double) ((int) x % HATCH); at < x + width; at += HATCH) {
        cairo_move_to (cr, at, y + height);
        cairo_line_to (cr, at + height, y);
    }
    cairo_set_line_width (cr, 1);
    cairo_stroke (cr);
    cairo_restore (cr);
}

/* The pattern of one look; also the swatch of the legend. */
static void
fill (cairo_t *cr, GtkWidget *widget, TallyCurveLook look, const double box[4])
{
    double x = box[0];
    double y = box[1];
    double width = box[2];
    double height = box[3];

    set_tint (cr, widget, look, look == TALLY_CURVE_MISSING ? 0.12 : 0.28);
    cairo_rectangle (cr, x, y, width, height);
    cairo_fill (cr);
    set_tint (cr, widget, look, 0.9);
    if (look == TALLY_CURVE_ESTIMATED || look == TALLY_CURVE_PROVISIONAL)
        hatch (cr, x, y, width, height);
    if (look == TALLY_CURVE_EDITED)
        for (double at = y + 3; at < y + height; at += HATCH) {
            cairo_rectangle (cr, x, at, width, 1.5);
            cairo_fill (cr);
        }
    cairo_rectangle (cr, x, look == TALLY_CURVE_MISSING ? y + height - 3 : y, width,
                     look == TALLY_CURVE_MISSING ? 3 : 2);
    cairo_fill (cr);
}

static void
paint_interval (const TallyCurveFrame *f, cairo_t *cr, guint index)
{
    TallyCurveLook look = tally_curve_look (f->curve, index);
    double x = x_of (f, index);
    double foot = f->top + f->height;
    double top = look == TALLY_CURVE_MISSING ? f->top
                                             : y_of (f, value_at (f->curve->values, index));

    fill (cr, f->widget, look, (double[]){ x, top, x_of (f, index + 1) - x, foot - top });
}

static void
paint_steps (const TallyCurveFrame *f, cairo_t *cr, const GArray *values, guint first, guint end)
{
    for (guint i = first; i < MIN (end, values->len); i++) {
        double y = y_of (f, value_at (values, i));

        if (i == first)
            cairo_move_to (cr, x_of (f, i), y);
        else
            cairo_line_to (cr, x_of (f, i), y);
        cairo_line_to (cr, x_of (f, i + 1), y);
    }
    cairo_stroke (cr);
}

static void
paint_like (const TallyCurveFrame *f, cairo_t *cr)
{
    set_tint (cr, f->widget, KEY_LIKE, 0.75);
    cairo_set_line_width (cr, 1);
    for (guint i = 0; i < f->curve->like->len; i++)
        paint_steps (f, cr, f->curve->like->pdata[i], 0, tally_curve_n (f->curve));
}

static void
paint_after (const TallyCurveFrame *f, cairo_t *cr)
{
    const double dashes[] = { 5, 3 };

    if (f->after == NULL)
        return;
    set_tint (cr, f->widget, KEY_AFTER, 1);
    cairo_set_line_width (cr, 2.5);
    cairo_set_dash (cr, dashes, G_N_ELEMENTS (dashes), 0);
    paint_steps (f, cr, f->after, f->first, f->end);
    cairo_set_dash (cr, NULL, 0, 0);
}

static void
paint_choice (const TallyCurveFrame *f, cairo_t *cr)
{
    GdkRGBA ink = tally_palette_ink (f->widget);

    cairo_set_source_rgba (cr, ink.red, ink.green, ink.blue, 0.10);
    if (f->end > f->first) {
        cairo_rectangle (cr, x_of (f, f->first), f->top, x_of (f, f->end) - x_of (f, f->first),
                         f->height);
        cairo_fill (cr);
        cairo_set_source_rgba (cr, ink.red, ink.green, ink.blue, 0.7);
        cairo_rectangle (cr, x_of (f, f->first), f->top, 1, f->height);
        cairo_rectangle (cr, x_of (f, f->end) - 1, f->top, 1, f->height);
        cairo_fill (cr);
    }
    if (f->cursor >= 0) {
        cairo_set_source_rgba (cr, ink.red, ink.green, ink.blue, 0.22);
        cairo_rectangle (cr, x_of (f, (guint) f->cursor), f->top,
                         MAX (x_of (f, (guint) f->cursor + 1) - x_of (f, (guint) f->cursor), 2),
                         f->height);
        cairo_fill (cr);
    }
}

static void
paint_scales (const TallyCurveFrame *f, GtkSnapshot *snapshot, cairo_t *cr)
{
    GdkRGBA ink = tally_palette_ink (f->widget);
    guint n = tally_curve_n (f->curve);
    guint an_hour = (guint) MAX (3600 / f->curve->interval_s, 1);
    guint every = an_hour * (f->width > 700 ? 2 : f->width > 380 ? 4 : 6);

    cairo_set_source_rgba (cr, ink.red, ink.green, ink.blue, 0.15);
    for (gint64 mark = 0; mark <= f->highest; mark += f->step) {
        g_autofree char *text = tally_figure_tick (TALLY_FIGURE_KWH, mark, f->step);

        cairo_rectangle (cr, f->left, y_of (f, mark), f->width, 1);
        cairo_fill (cr);
        paint_text (f->widget, snapshot, text, f->left - 6, (float) y_of (f, mark) - 8, 1);
    }
    for (guint i = 0; i < n; i += every) {
        g_autofree char *time = tally_curve_time (f->curve, i);

        paint_text (f->widget, snapshot, time, (float) x_of (f, i), f->top + f->height + 2, 0);
    }
}

static const char *
key_name (guint key)
{
    if (key == KEY_LIKE)
        return _ ("Like days");
    return key == KEY_AFTER ? _ ("After the edit") : tally_curve_look_word (key);
}

/* The legend names what is in the picture, and nothing else. */
static gboolean
is_in_picture (const TallyCurveFrame *f, guint key)
{
    if (key == KEY_LIKE)
        return f->curve->like->len > 0;
    if (key == KEY_AFTER)
        return f->after != NULL;
    for (guint i = 0; i < tally_curve_n (f->curve); i++)
        if (tally_curve_look (f->curve, i) == key)
            return TRUE;
    return FALSE;
}

static void
paint_swatch (const TallyCurveFrame *f, cairo_t *cr, guint key, double x, double y)
{
    if (key < KEY_AFTER) {
        fill (cr, f->widget, key, (double[]){ x, y + 3, SWATCH, SWATCH - 2 });
        return;
    }
    set_tint (cr, f->widget, key, 1);
    cairo_rectangle (cr, x, y + 9, key == KEY_AFTER ? SWATCH / 2.0 - 1 : SWATCH,
                     key == KEY_AFTER ? 2.5 : 1);
    if (key == KEY_AFTER)
        cairo_rectangle (cr, x + SWATCH / 2.0 + 2, y + 9, SWATCH / 2.0 - 2, 2.5);
    cairo_fill (cr);
}

/* Gives the number of lines; paints when there is something to paint on. */
static int
legend (const TallyCurveFrame *f, GtkSnapshot *snapshot, cairo_t *cr)
{
    int room = gtk_widget_get_width (f->widget);
    int lines = 1;
    int x = 0;
    int width;
    g_autoptr(PangoLayout) unit = layout_of (f->widget, _ ("kWh an interval"), &width);

    if (snapshot != NULL)
        paint_text (f->widget, snapshot, pango_layout_get_text (unit), 0, 0, 0);
    x = width + 14;
    for (guint key = 0; key < N_KEYS; key++) {
        g_autoptr(PangoLayout) name = NULL;

        if (!is_in_picture (f, key))
            continue;
        name = layout_of (f->widget, key_name (key), &width);
        if (x + SWATCH + 5 + width > room && x > 0) {
            lines++;
            x = 0;
        }
        if (snapshot != NULL) {
            paint_swatch (f, cr, key, x, (lines - 1) * LEGEND_LINE);
            paint_text (f->widget, snapshot, key_name (key), (float) (x + SWATCH + 5),
                        (float) ((lines - 1) * LEGEND_LINE), 0);
        }
        x += SWATCH + 5 + width + 14;
    }
    return lines;
}

void
tally_curve_paint_lay_out (TallyCurveFrame *f)
{
    gint64 highest = MAX (tally_curve_highest (f->curve, f->after), 1);
    g_autofree char *text = NULL;
    g_autoptr(PangoLayout) widest = NULL;
    int width;

    f->step = tally_plot_step (highest, N_STEPS);
    f->highest = (highest + f->step - 1) / f->step * f->step;
    text = tally_figure_tick (TALLY_FIGURE_KWH, f->highest, f->step);
    widest = layout_of (f->widget, text, &width);
    f->left = (float) width + 10;
    f->top = (float) (legend (f, NULL, NULL) * LEGEND_LINE + 4);
    f->width = (float) gtk_widget_get_width (f->widget) - f->left - 4;
    f->height = (float) gtk_widget_get_height (f->widget) - f->top - FOOT_HEIGHT;
}

void
tally_curve_paint (const TallyCurveFrame *f, GtkSnapshot *snapshot)
{
    g_autoptr(GtkWidget) keep = g_object_ref (f->widget);
    graphene_rect_t all = GRAPHENE_RECT_INIT (0, 0, (float) gtk_widget_get_width (keep),
                                              (float) gtk_widget_get_height (keep));
    cairo_t *cr;

    if (f->width < 20 || f->height < 20)
        return;
    cr = gtk_snapshot_append_cairo (snapshot, &all);
    paint_scales (f, snapshot, cr);
    for (guint i = 0; i < tally_curve_n (f->curve); i++)
        paint_interval (f, cr, i);
    paint_like (f, cr);
    paint_after (f, cr);
    paint_choice (f, cr);
    legend (f, snapshot, cr);
    cairo_destroy (cr);
}
