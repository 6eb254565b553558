// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: a load curve is laid out as its data say, the same by both painters: bands in their
 * colours, what is not in the line pale, marks where they belong; text escaped and well-formed. */
#include "shared/chart/tally-chart-paint.h"

#include <string.h>

static char *
plain (int64_t value, gpointer user_data)
{
    return g_strdup_printf ("%" G_GINT64_FORMAT, value);
}

/* Eight hours: four cheap, four dear; the last two are not in the line. */
static const int64_t values[] = { 10, 10, 20, 10, 40, 50, 10, 0 };
static const uint8_t bands[] = { 0, 0, 0, 0, 1, 1, 1, 1 };
static const uint8_t is_line[] = { 1, 1, 1, 1, 1, 1, 0, 0 };
static const TallyChartBand band_list[] = { { "valley", 0 }, { "peak & <more>", 7 } };
static const TallyChartFlag flags[] = { { TALLY_CHART_CROSSING, 2, 1, "Tier 2" },
                                        { TALLY_CHART_PEAK, 5, 1, "Peak 50 W" } };
static const TallyChartPlace places[] = { { 0, "00:00" }, { 4, "04:00" } };

static TallyChartLoad
eight_hours (void)
{
    return (TallyChartLoad){ .title = "Load \"of\" a morning",
                             .description = "Peak of 50 W at <5> o'clock",
                             .unit = "W",
                             .values = values,
                             .bands = bands,
                             .is_line = is_line,
                             .n = G_N_ELEMENTS (values),
                             .band_list = band_list,
                             .n_bands = G_N_ELEMENTS (band_list),
                             .flags = flags,
                             .n_flags = G_N_ELEMENTS (flags),
                             .places = places,
                             .n_places = G_N_ELEMENTS (places),
                             .format = plain };
}

static void
test_svg (void)
{
    TallyChartLoad chart = eight_hours ();
    g_autofree char *svg = tally_chart_load_to_svg (&chart);
    g_autoptr(GMarkupParseContext)
                   parser = g_markup_parse_context_new (&(GMarkupParser){ 0 }, 0, NULL, NULL);
    g_autoptr(GError) error = NULL;

    g_markup_parse_context_parse (parser, svg, -1, &error);
    g_assert_no_error (error);
    g_assert_true (g_markup_parse_context_end_parse (parser, &error));
    g_assert_nonnull (strstr (svg, "aria-label=\"Load &quot;of&quot; a morning\""));
    g_assert_nonnull (strstr (svg, "<desc>Peak of 50 W at &lt;5&gt;"));
    g_assert_nonnull (strstr (svg, "<title>peak &amp; &lt;more&gt;</title>"));
    g_assert_null (strstr (svg, "style="));
    g_assert_null (strstr (svg, "<style"));
    /* The curve is 654 wide from 56, 214 high from 62: an hour is 81.7, 10 W are 42.8.
     * The dear hours in the line: 40 and 50 W from 383.0 on; pale the rest, from 546.5. */
    g_assert_nonnull (strstr (svg, "class=\"chart-band-7\" fill=\"#8f1d2c\" "
                                   "d=\"M383.0 276.0V104.8H464.7V62.0H546.5V276.0Z\""));
    g_assert_nonnull (strstr (svg, "class=\"chart-band-7 chart-pale\" fill=\"#8f1d2c\" "
                                   "fill-opacity=\"0.3\" "
                                   "d=\"M546.5 276.0V233.2H628.2V276.0H710.0V276.0Z\""));
    /* The tier was entered at two o'clock. */
    g_assert_nonnull (strstr (svg, "x1=\"219.5\" x2=\"219.5\" y1=\"59.0\" y2=\"276.0\""));
}

typedef struct {
    size_t n;
    size_t step;
} StepCase;

/* A day, a short month and a month of quarter-hours, a year of hours, of quarter-hours. */
static const StepCase steps[] = { { 1, 1 },      { 96, 1 },       { 800, 1 },     { 801, 2 },
                                  { 2688, 4 },   { 2976, 4 },     { 8760, 12 },   { 8928, 12 },
                                  { 35040, 48 }, { 105120, 288 }, { 525600, 657 } };

static void
test_steps (void)
{
    for (size_t i = 0; i < G_N_ELEMENTS (steps); i++) {
        g_assert_cmpuint (tally_chart_load_step (steps[i].n), ==, steps[i].step);
        g_assert_cmpuint ((steps[i].n + steps[i].step - 1) / steps[i].step, <=,
                          TALLY_CHART_MAX_COLUMNS);
    }
}

/* The highest value is seen however many there are. */
static void
test_peak_survives (void)
{
    g_autofree int64_t *many = g_new0 (int64_t, 35040);
    TallyChartLoad chart = eight_hours ();
    g_autofree char *svg = NULL;

    many[12345] = 100;
    chart.values = many;
    chart.n = 35040;
    chart.bands = chart.is_line = NULL;
    chart.n_bands = 1;
    svg = tally_chart_load_to_svg (&chart);
    g_assert_nonnull (strstr (svg, "V62.0H")); /* up to the top of the scale */
    g_assert_null (strstr (svg, "chart-pale"));
    g_assert_cmpuint (strlen (svg), <, 40000);
}

/* Labels that would lie on one another are left out; their lines are not. */
static void
test_crowded (void)
{
    TallyChartFlag crowd[TALLY_CHART_MAX_FLAGS + 3];
    TallyChartLoad chart = eight_hours ();
    g_autofree char *svg = NULL;
    size_t n_lines = 0, n_labels = 0;

    for (size_t i = 0; i < G_N_ELEMENTS (crowd); i++)
        crowd[i] = (TallyChartFlag){ TALLY_CHART_CROSSING, 3, 1, "A tier" };
    chart.flags = crowd;
    chart.n_flags = G_N_ELEMENTS (crowd);
    svg = tally_chart_load_to_svg (&chart);
    for (const char *at = svg; (at = strstr (at, "chart-crossing")) != NULL; at++)
        n_lines++;
    for (const char *at = svg; (at = strstr (at, "A tier")) != NULL; at++)
        n_labels++;
    g_assert_cmpuint (n_lines, ==, TALLY_CHART_MAX_FLAGS);
    g_assert_cmpuint (n_labels, ==, 2);
}

static guint32
pixel (cairo_surface_t *surface, int x, int y)
{
    const unsigned char *row = cairo_image_surface_get_data (surface)
                               + y * cairo_image_surface_get_stride (surface);

    return ((const guint32 *) (const void *) row)[x] & 0xffffff;
}

/* On a canvas of the same size both painters put the same colour in the same place. */
static void
test_cairo (void)
{
    cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 720, 300);
    cairo_t *cr = cairo_create (surface);
    TallyChartLoad chart = eight_hours ();

    cairo_set_source_rgb (cr, 1, 1, 1);
    cairo_paint (cr);
    tally_chart_load_draw (&chart, cr, 720, 300, &(TallyChartLook){ "Sans", 12, FALSE });
    cairo_surface_flush (surface);
    g_assert_cmphex (pixel (surface, 100, 270), ==, 0x2f5d9b); /* 10 W of the cheap band */
    g_assert_cmphex (pixel (surface, 100, 200), ==, 0xffffff); /* nothing above it */
    g_assert_cmphex (pixel (surface, 500, 150), ==, 0x8f1d2c); /* 50 W of the dear one */
    g_assert_cmphex (pixel (surface, 600, 260), !=, 0x8f1d2c); /* pale */
    g_assert_cmphex (pixel (surface, 600, 260), !=, 0xffffff);
    tally_chart_load_draw (&chart, cr, 720, 300, &(TallyChartLook){ "Sans", 12, TRUE });
    cairo_surface_flush (surface);
    g_assert_cmphex (pixel (surface, 500, 150), ==, 0xe0566a);
    cairo_destroy (cr);
    cairo_surface_destroy (surface);
}

static void
test_cairo_bars (void)
{
    static const TallyChartBar bars[] = {
        { "Mo", "", NULL, 100, TALLY_CHART_ACTUAL },
        { "Tu", "", NULL, 100, TALLY_CHART_ESTIMATED },
        { "We", "", NULL, 0, TALLY_CHART_MISSING },
    };
    TallyChart chart = { "Three days", "kWh", bars, 3, plain, NULL };
    cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 720, 260);
    cairo_t *cr = cairo_create (surface);
    guint n_bar = 0, n_ground = 0;

    cairo_set_source_rgb (cr, 1, 1, 1);
    cairo_paint (cr);
    tally_chart_draw (&chart, cr, 720, 260, &(TallyChartLook){ "Sans", 12, FALSE });
    cairo_surface_flush (surface);
    g_assert_cmphex (pixel (surface, 150, 120), ==, 0x1a66b3);
    g_assert_cmphex (pixel (surface, 600, 230), ==, 0xb3261e); /* missing: on the axis */
    for (int x = 300; x < 460; x++) {                          /* hatched: both */
        n_bar += pixel (surface, x, 120) != 0xffffff;
        n_ground += pixel (surface, x, 120) == 0xffffff;
    }
    g_assert_cmpuint (n_bar, >, 20);
    g_assert_cmpuint (n_ground, >, 20);
    cairo_destroy (cr);
    cairo_surface_destroy (surface);
}

/* Who points at a column is told of it, and of nothing beside the curve. */
static void
test_find (void)
{
    TallyChartLoad chart = eight_hours ();
    int64_t width = 7200, em = 120; /* the curve is from 560 to 7100 */
    TallyChartSpan span = tally_chart_load_span (&chart, width, 3000, em, 5);
    g_autofree int64_t *many = g_new0 (int64_t, 2976);
    TallyChartLoad month = { .values = many, .n = 2976, .n_bands = 1, .band_list = band_list };

    g_assert_cmpint (span.x, ==, 560 + 6540 * 5 / 8);
    g_assert_cmpint (span.width, ==, 6540 * 6 / 8 - 6540 * 5 / 8);
    g_assert_cmpint (span.y, ==, 620);
    g_assert_cmpint (span.height, ==, 3000 - 860);
    g_assert_cmpuint (tally_chart_load_find (&chart, width, em, span.x + 1), ==, 5);
    g_assert_cmpuint (tally_chart_load_find (&chart, width, em, 560), ==, 0);
    g_assert_cmpuint (tally_chart_load_find (&chart, width, em, 7099), ==, 7);
    g_assert_cmpuint (tally_chart_load_find (&chart, width, em, 559), ==, 8);
    g_assert_cmpuint (tally_chart_load_find (&chart, width, em, 7100), ==, 8);
    g_assert_cmpuint (tally_chart_load_find (&chart, 100, em, 50), ==, 8); /* no room at all */
    many[2] = 7; /* the highest of the first column of four */
    g_assert_cmpuint (tally_chart_load_find (&month, width, em, 560), ==, 2);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/chart-load/svg", test_svg);
    g_test_add_func ("/chart-load/steps", test_steps);
    g_test_add_func ("/chart-load/peak-survives", test_peak_survives);
    g_test_add_func ("/chart-load/crowded", test_crowded);
    g_test_add_func ("/chart-load/find", test_find);
    g_test_add_func ("/chart-load/cairo", test_cairo);
    g_test_add_func ("/chart-load/cairo-bars", test_cairo_bars);
    return g_test_run ();
}
