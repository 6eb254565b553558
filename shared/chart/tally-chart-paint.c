// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/chart/tally-chart-paint.h"

#include "shared/chart/tally-chart-canvas.h"
#include "shared/chart/tally-chart-tint.h"

#include <pango/pangocairo.h>

#define PALE 0.3

typedef struct {
    TallyChartCanvas canvas;
    cairo_t *cr;
    const TallyChartLook *look;
    PangoLayout *layout;
} Cairo;

static double
unfine (int64_t fine)
{
    return (double) fine / TALLY_CHART_FINE;
}

static void
set_colour (Cairo *cairo, const char *colour, double alpha)
{
    guint64 rgb = g_ascii_strtoull (colour + 1, NULL, 16);

    cairo_set_source_rgba (cairo->cr, (double) (rgb >> 16 & 0xff) / 255,
                           (double) (rgb >> 8 & 0xff) / 255, (double) (rgb & 0xff) / 255, alpha);
}

static const char *
either (const Cairo *cairo, const char *light, const char *dark)
{
    return cairo->look->is_dark ? dark : light;
}

static int64_t
measure (TallyChartCanvas *canvas, const char *text)
{
    Cairo *cairo = (Cairo *) canvas;
    int width;

    pango_layout_set_text (cairo->layout, text, -1);
    pango_layout_get_size (cairo->layout, &width, NULL);
    return (int64_t) width * TALLY_CHART_FINE / PANGO_SCALE;
}

static void
open_group (TallyChartCanvas *canvas, const char *name)
{
}

static void
write_text (TallyChartCanvas *canvas,
            TallyChartPoint at,
            TallyChartAnchor anchor,
            const char *name,
            const char *text)
{
    Cairo *cairo = (Cairo *) canvas;
    int64_t width = measure (canvas, text);
    int64_t x = at.x;
    int baseline = pango_layout_get_baseline (cairo->layout);

    if (anchor != TALLY_CHART_AT_START)
        x -= anchor == TALLY_CHART_AT_END ? width : width / 2;
    set_colour (cairo, either (cairo, "#4a5058", "#c8ccd2"), 1);
    cairo_move_to (cairo->cr, unfine (x), unfine (at.y) - (double) baseline / PANGO_SCALE);
    pango_cairo_show_layout (cairo->cr, cairo->layout);
}

static void
draw_line (TallyChartCanvas *canvas, TallyChartInk ink, TallyChartPoint from, TallyChartPoint to)
{
    Cairo *cairo = (Cairo *) canvas;
    double em = cairo->look->em;
    double dashes[] = { em / 3, em / 4 };

    if (ink == TALLY_CHART_INK_GRID)
        set_colour (cairo, either (cairo, "#c9ced6", "#4a4e55"), 1);
    else if (ink == TALLY_CHART_INK_PEAK)
        set_colour (cairo, either (cairo, TALLY_CHART_PEAK_LIGHT, TALLY_CHART_PEAK_DARK), 1);
    else
        set_colour (cairo, either (cairo, TALLY_CHART_CROSSING_LIGHT, TALLY_CHART_CROSSING_DARK),
                    1);
    cairo_set_line_width (cairo->cr, ink == TALLY_CHART_INK_PEAK ? em / 8 : em / 14);
    cairo_set_dash (cairo->cr, dashes, ink == TALLY_CHART_INK_CROSSING ? 2 : 0, 0);
    cairo_move_to (cairo->cr, unfine (from.x), unfine (from.y));
    cairo_line_to (cairo->cr, unfine (to.x), unfine (to.y));
    cairo_stroke (cairo->cr);
    cairo_set_dash (cairo->cr, NULL, 0, 0);
}

/* Estimated: an outline with slanted strokes, so that it is told apart without colour. */
static void
hatch (Cairo *cairo, TallyChartBox box)
{
    double left = unfine (box.x), top = unfine (box.y);
    double width = unfine (box.width), height = unfine (box.height);
    double gap = cairo->look->em / 2;

    cairo_save (cairo->cr);
    cairo_rectangle (cairo->cr, left, top, width, height);
    cairo_set_line_width (cairo->cr, cairo->look->em / 14);
    cairo_stroke_preserve (cairo->cr);
    cairo_clip (cairo->cr);
    for (double at = 0; at < width + height; at += gap) {
        cairo_move_to (cairo->cr, left + at, top);
        cairo_line_to (cairo->cr, left + at - height, top + height);
    }
    cairo_stroke (cairo->cr);
    cairo_restore (cairo->cr);
}

static void
draw_bar (TallyChartCanvas *canvas, const TallyChartBar *bar, TallyChartBox box)
{
    Cairo *cairo = (Cairo *) canvas;

    set_colour (cairo,
                bar->mark == TALLY_CHART_MISSING ? either (cairo, "#b3261e", "#f2776f")
                                                 : either (cairo, "#1a66b3", "#7ab4f0"),
                1);
    if (bar->mark == TALLY_CHART_ESTIMATED) {
        hatch (cairo, box);
        return;
    }
    cairo_rectangle (cairo->cr, unfine (box.x), unfine (box.y), unfine (box.width),
                     unfine (box.height));
    cairo_fill (cairo->cr);
}

static void
draw_area (TallyChartCanvas *canvas, const TallyChartArea *area)
{
    Cairo *cairo = (Cairo *) canvas;
    size_t at = 0;

    set_colour (cairo, tally_chart_tint (area->tint, cairo->look->is_dark),
                area->is_pale ? PALE : 1);
    for (size_t i = 0; i < area->n_outlines; i++) {
        for (cairo_new_sub_path (cairo->cr); at < area->ends[i]; at++)
            cairo_line_to (cairo->cr, unfine (area->points[at].x), unfine (area->points[at].y));
        cairo_close_path (cairo->cr);
    }
    cairo_fill (cairo->cr);
}

static Cairo
cairo_canvas (cairo_t *cr, double width, double height, const TallyChartLook *look)
{
    Cairo cairo = {
        .canvas = { .width = (int64_t) (width * TALLY_CHART_FINE),
                    .height = (int64_t) (height * TALLY_CHART_FINE),
                    .em = (int64_t) (look->em * TALLY_CHART_FINE),
                    .measure = measure,
                    .group = open_group,
                    .text = write_text,
                    .line = draw_line,
                    .bar = draw_bar,
                    .area = draw_area },
        .cr = cr,
        .look = look,
        .layout = pango_cairo_create_layout (cr),
    };
    g_autoptr(PangoFontDescription) font = pango_font_description_new ();

    pango_font_description_set_family (font, look->family);
    pango_font_description_set_absolute_size (font, look->em * PANGO_SCALE);
    pango_layout_set_font_description (cairo.layout, font);
    return cairo;
}

void
tally_chart_draw (const TallyChart *chart,
                  cairo_t *cr,
                  double width,
                  double height,
                  const TallyChartLook *look)
{
    Cairo cairo = cairo_canvas (cr, width, height, look);

    cairo_save (cr);
    tally_chart_paint (chart, &cairo.canvas);
    cairo_restore (cr);
    g_object_unref (cairo.layout);
}

void
tally_chart_load_draw (const TallyChartLoad *chart,
                       cairo_t *cr,
                       double width,
                       double height,
                       const TallyChartLook *look)
{
    Cairo cairo = cairo_canvas (cr, width, height, look);

    cairo_save (cr);
    tally_chart_load_paint (chart, &cairo.canvas);
    cairo_restore (cr);
    g_object_unref (cairo.layout);
}
