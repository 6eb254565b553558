// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/chart/tally-chart.h"

#define WIDTH 720
#define HEIGHT 260
#define LEFT 56
#define RIGHT 8
#define TOP 22
#define BOTTOM 28
#define WANTED_TICKS 5

/* Tenths of a pixel keep thin bars apart without a fraction in the arithmetic. */
#define FINE 10

size_t
tally_chart_ticks (int64_t max, int64_t ticks[TALLY_CHART_MAX_TICKS])
{
    static const int64_t steps[] = { 1, 2, 5 };
    int64_t power = 1;
    int64_t step = 1;
    size_t n = 0;

    g_return_val_if_fail (max >= 0 && max <= INT64_MAX / 20, 0);

    for (size_t i = 0; step * WANTED_TICKS < max; i = (i + 1) % G_N_ELEMENTS (steps)) {
        step = steps[i] * power;
        if (i + 1 == G_N_ELEMENTS (steps))
            power *= 10;
    }
    do {
        ticks[n] = (int64_t) n * step;
        n++;
    } while (n < 2 || ticks[n - 1] < max);
    return n;
}

typedef struct {
    GString *svg;
    const TallyChart *chart;
    int64_t top_value;
} Painter;

static int64_t
y_of (const Painter *painter, int64_t value)
{
    int64_t span = (HEIGHT - TOP - BOTTOM) * FINE;

    return (HEIGHT - BOTTOM) * FINE - (int64_t) ((__int128) value * span / painter->top_value);
}

static void
append_px (GString *svg, const char *name, int64_t fine)
{
    g_string_append_printf (svg, " %s=\"%" G_GINT64_FORMAT ".%d\"", name, fine / FINE,
                            (int) (fine % FINE));
}

static void
append_escaped (GString *svg, const char *text)
{
    g_autofree char *escaped = g_markup_escape_text (text, -1);

    g_string_append (svg, escaped);
}

static void
paint_axis (Painter *painter)
{
    int64_t ticks[TALLY_CHART_MAX_TICKS];
    int64_t max = 1;
    size_t n;

    for (size_t i = 0; i < painter->chart->n_bars; i++)
        max = MAX (max, painter->chart->bars[i].value);
    n = tally_chart_ticks (max, ticks);
    painter->top_value = ticks[n - 1];

    g_string_append (painter->svg, "<g class=\"chart-axis\" aria-hidden=\"true\">");
    for (size_t i = 0; i < n; i++) {
        g_autofree char *text = painter->chart->format (ticks[i], painter->chart->user_data);
        int64_t y = y_of (painter, ticks[i]);

        g_string_append_printf (painter->svg, "<line class=\"chart-grid\" x1=\"%d\" x2=\"%d\"",
                                LEFT, WIDTH - RIGHT);
        append_px (painter->svg, "y1", y);
        append_px (painter->svg, "y2", y);
        g_string_append_printf (painter->svg, "/><text x=\"%d\" text-anchor=\"end\"", LEFT - 6);
        append_px (painter->svg, "y", y + 4 * FINE);
        g_string_append_c (painter->svg, '>');
        append_escaped (painter->svg, text);
        g_string_append (painter->svg, "</text>");
    }
    g_string_append_printf (painter->svg, "<text x=\"%d\" y=\"12\" text-anchor=\"end\">", LEFT - 6);
    append_escaped (painter->svg, painter->chart->unit);
    g_string_append (painter->svg, "</text></g>");
}

static void
paint_bar (Painter *painter, size_t index)
{
    static const char *const classes[] = { "chart-bar", "chart-bar chart-estimated",
                                           "chart-missing" };
    const TallyChartBar *bar = &painter->chart->bars[index];
    int64_t slot = (WIDTH - LEFT - RIGHT) * FINE / (int64_t) painter->chart->n_bars;
    int64_t width = MAX (slot * 4 / 5, FINE);
    int64_t x = LEFT * FINE + slot * (int64_t) index + (slot - width) / 2;
    gboolean is_missing = bar->mark == TALLY_CHART_MISSING;
    int64_t bottom = (HEIGHT - BOTTOM) * FINE;
    int64_t y = is_missing ? bottom - 4 * FINE : y_of (painter, bar->value);

    if (bar->href != NULL) {
        g_string_append (painter->svg, "<a href=\"");
        append_escaped (painter->svg, bar->href);
        g_string_append (painter->svg, "\" tabindex=\"-1\">");
    }
    g_string_append_printf (painter->svg, "<rect class=\"%s\" rx=\"1.5\"", classes[bar->mark]);
    append_px (painter->svg, "x", x);
    append_px (painter->svg, "y", y);
    append_px (painter->svg, "width", width);
    append_px (painter->svg, "height", bottom - y);
    g_string_append (painter->svg, "><title>");
    append_escaped (painter->svg, bar->title);
    g_string_append (painter->svg, "</title></rect>");
    if (bar->href != NULL)
        g_string_append (painter->svg, "</a>");
    if (bar->label == NULL)
        return;
    g_string_append_printf (painter->svg,
                            "<text class=\"chart-label\" text-anchor=\"middle\" y=\"%d\"",
                            HEIGHT - 10);
    append_px (painter->svg, "x", x + width / 2);
    g_string_append (painter->svg, " aria-hidden=\"true\">");
    append_escaped (painter->svg, bar->label);
    g_string_append (painter->svg, "</text>");
}

char *
tally_chart_to_svg (const TallyChart *chart)
{
    g_autoptr(GString) svg = g_string_new (NULL);
    Painter painter = { svg, chart, 1 };

    g_return_val_if_fail (chart->n_bars <= TALLY_CHART_MAX_BARS, NULL);

    g_string_append_printf (svg,
                            "<svg class=\"chart\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"",
                            WIDTH, HEIGHT);
    append_escaped (svg, chart->label);
    g_string_append (svg,
                     "\">"
                     "<defs><pattern id=\"chart-hatch\" width=\"4\" height=\"4\" "
                     "patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">"
                     "<rect class=\"chart-hatch\" width=\"2\" height=\"4\"/></pattern></defs>");
    paint_axis (&painter);
    for (size_t i = 0; i < chart->n_bars; i++)
        paint_bar (&painter, i);
    g_string_append (svg, "</svg>");
    return g_string_free (g_steal_pointer (&svg), FALSE);
}
