// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/chart/tally-chart-canvas.h"
#include "shared/chart/tally-chart-tint.h"

#define WIDTH 720
#define BARS_HEIGHT 260
#define LOAD_HEIGHT 300
#define EM 12

/* What a text of twelve pixels takes on average, in tenths of a pixel. */
#define LATIN_WIDTH 68
#define WIDE_WIDTH 122

typedef struct {
    TallyChartCanvas canvas;
    GString *svg;
} Svg;

static GString *
svg_of (TallyChartCanvas *canvas)
{
    return ((Svg *) canvas)->svg;
}

static void
append_fine (GString *svg, int64_t fine)
{
    g_string_append_printf (svg, "%s%" G_GINT64_FORMAT ".%d", fine < 0 ? "-" : "",
                            ABS (fine) / TALLY_CHART_FINE, (int) (ABS (fine) % TALLY_CHART_FINE));
}

static void
append_px (GString *svg, const char *name, int64_t fine)
{
    g_string_append_printf (svg, " %s=\"", name);
    append_fine (svg, fine);
    g_string_append_c (svg, '"');
}

static void
append_escaped (GString *svg, const char *text)
{
    g_autofree char *escaped = g_markup_escape_text (text, -1);

    g_string_append (svg, escaped);
}

static int64_t
measure (TallyChartCanvas *canvas, const char *text)
{
    int64_t width = 0;

    for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
        width += g_unichar_iswide (g_utf8_get_char (at)) ? WIDE_WIDTH : LATIN_WIDTH;
    return width;
}

static void
open_group (TallyChartCanvas *canvas, const char *name)
{
    if (name == NULL)
        g_string_append (svg_of (canvas), "</g>");
    else
        g_string_append_printf (svg_of (canvas), "<g class=\"%s\" aria-hidden=\"true\">", name);
}

static void
write_text (TallyChartCanvas *canvas,
            TallyChartPoint at,
            TallyChartAnchor anchor,
            const char *name,
            const char *text)
{
    static const char *const anchors[] = { "start", "middle", "end" };
    GString *svg = svg_of (canvas);

    g_string_append (svg, "<text");
    if (name != NULL)
        g_string_append_printf (svg, " class=\"%s\"", name);
    g_string_append_printf (svg, " text-anchor=\"%s\"", anchors[anchor]);
    append_px (svg, "x", at.x);
    append_px (svg, "y", at.y);
    g_string_append (svg, name != NULL ? " aria-hidden=\"true\">" : ">");
    append_escaped (svg, text);
    g_string_append (svg, "</text>");
}

static void
draw_line (TallyChartCanvas *canvas, TallyChartInk ink, TallyChartPoint from, TallyChartPoint to)
{
    static const char *const inks[] = {
        [TALLY_CHART_INK_GRID] = "chart-grid\" stroke=\"#c9ced6",
        [TALLY_CHART_INK_CROSSING] = "chart-crossing\" stroke-dasharray=\"4 3\" stroke=\"" //
        TALLY_CHART_CROSSING_LIGHT,
        [TALLY_CHART_INK_PEAK] = "chart-peak\" stroke-width=\"2\" stroke=\"" //
        TALLY_CHART_PEAK_LIGHT,
    };
    GString *svg = svg_of (canvas);

    g_string_append_printf (svg, "<line class=\"%s\"", inks[ink]);
    append_px (svg, "x1", from.x);
    append_px (svg, "x2", to.x);
    append_px (svg, "y1", from.y);
    append_px (svg, "y2", to.y);
    g_string_append (svg, "/>");
}

static void
draw_bar (TallyChartCanvas *canvas, const TallyChartBar *bar, TallyChartBox box)
{
    static const char *const classes[] = { "chart-bar", "chart-bar chart-estimated",
                                           "chart-missing" };
    GString *svg = svg_of (canvas);

    if (bar->href != NULL) {
        g_string_append (svg, "<a href=\"");
        append_escaped (svg, bar->href);
        g_string_append (svg, "\" tabindex=\"-1\">");
    }
    g_string_append_printf (svg, "<rect class=\"%s\" rx=\"1.5\"", classes[bar->mark]);
    append_px (svg, "x", box.x);
    append_px (svg, "y", box.y);
    append_px (svg, "width", box.width);
    append_px (svg, "height", box.height);
    g_string_append (svg, "><title>");
    append_escaped (svg, bar->title);
    g_string_append (svg, "</title></rect>");
    if (bar->href != NULL)
        g_string_append (svg, "</a>");
}

static void
draw_area (TallyChartCanvas *canvas, const TallyChartArea *area)
{
    GString *svg = svg_of (canvas);
    size_t at = 0;

    g_string_append_printf (svg, "<path class=\"chart-band-%u%s\" fill=\"%s\"%s d=\"", area->tint,
                            area->is_pale ? " chart-pale" : "",
                            tally_chart_tint (area->tint, FALSE),
                            area->is_pale ? " fill-opacity=\"0.3\"" : "");
    for (size_t i = 0; i < area->n_outlines; i++) {
        g_string_append_c (svg, 'M');
        append_fine (svg, area->points[at].x);
        g_string_append_c (svg, ' ');
        append_fine (svg, area->points[at].y);
        /* Steps only: each point shares one coordinate with the one before. */
        for (size_t k = at + 1; k < area->ends[i]; k++) {
            gboolean is_upright = area->points[k].x == area->points[k - 1].x;

            g_string_append_c (svg, is_upright ? 'V' : 'H');
            append_fine (svg, is_upright ? area->points[k].y : area->points[k].x);
        }
        g_string_append_c (svg, 'Z');
        at = area->ends[i];
    }
    g_string_append (svg, "\"><title>");
    append_escaped (svg, area->title);
    g_string_append (svg, "</title></path>");
}

static Svg
svg_canvas (GString *svg, int height)
{
    return (Svg){
        .canvas = { .width = WIDTH * TALLY_CHART_FINE,
                    .height = height * TALLY_CHART_FINE,
                    .em = EM * TALLY_CHART_FINE,
                    .measure = measure,
                    .group = open_group,
                    .text = write_text,
                    .line = draw_line,
                    .bar = draw_bar,
                    .area = draw_area },
        .svg = svg,
    };
}

char *
tally_chart_to_svg (const TallyChart *chart)
{
    g_autoptr(GString) svg = g_string_new (NULL);
    Svg painter = svg_canvas (svg, BARS_HEIGHT);

    g_return_val_if_fail (chart->n_bars <= TALLY_CHART_MAX_BARS, NULL);

    g_string_append_printf (svg,
                            "<svg class=\"chart\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"",
                            WIDTH, BARS_HEIGHT);
    append_escaped (svg, chart->label);
    g_string_append (svg,
                     "\">"
                     "<defs><pattern id=\"chart-hatch\" width=\"4\" height=\"4\" "
                     "patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">"
                     "<rect class=\"chart-hatch\" width=\"2\" height=\"4\"/></pattern></defs>");
    tally_chart_paint (chart, &painter.canvas);
    g_string_append (svg, "</svg>");
    return g_string_free (g_steal_pointer (&svg), FALSE);
}

char *
tally_chart_load_to_svg (const TallyChartLoad *chart)
{
    g_autoptr(GString) svg = g_string_new (NULL);
    Svg painter = svg_canvas (svg, LOAD_HEIGHT);

    g_string_append_printf (svg,
                            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart chart-load\" "
                            "viewBox=\"0 0 %d %d\" font-size=\"%d\" font-family=\"sans-serif\" "
                            "fill=\"currentColor\" role=\"img\" aria-label=\"",
                            WIDTH, LOAD_HEIGHT, EM);
    append_escaped (svg, chart->title);
    g_string_append (svg, "\"><desc>");
    append_escaped (svg, chart->description);
    g_string_append (svg, "</desc>");
    tally_chart_load_paint (chart, &painter.canvas);
    g_string_append (svg, "</svg>");
    return g_string_free (g_steal_pointer (&svg), FALSE);
}
