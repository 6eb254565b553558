// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: ticks are ones people can read between, and a chart's text is well-formed, escaped and
 * complete. */
#include "shared/chart/tally-chart.h"

#include <string.h>

typedef struct {
    const char *name;
    int64_t max;
    int64_t step;
    size_t n;
} TickCase;

static const TickCase tick_cases[] = {
    { "nothing", 0, 1, 2 },       { "one", 1, 1, 2 },        { "five", 5, 1, 6 },
    { "six", 6, 2, 4 },           { "eleven", 11, 5, 4 },    { "twenty-six", 26, 10, 4 },
    { "ninety-nine", 99, 20, 6 }, { "hundred", 100, 20, 6 }, { "day", 48643000, 10000000, 6 },
};

static void
test_ticks (gconstpointer data)
{
    const TickCase *c = data;
    int64_t ticks[TALLY_CHART_MAX_TICKS];

    g_assert_cmpuint (tally_chart_ticks (c->max, ticks), ==, c->n);
    for (size_t i = 0; i < c->n; i++)
        g_assert_cmpint (ticks[i], ==, (int64_t) i * c->step);
    g_assert_cmpint (ticks[c->n - 1], >=, c->max);
}

static void
test_ticks_reach_any_value (void)
{
    for (int i = 0; i < 2000; i++) {
        int64_t ticks[TALLY_CHART_MAX_TICKS];
        int64_t max = (int64_t) g_test_rand_int_range (0, G_MAXINT)
                      << g_test_rand_int_range (0, 24);
        size_t n = tally_chart_ticks (max, ticks);

        g_assert_cmpuint (n, <=, TALLY_CHART_MAX_TICKS);
        g_assert_cmpint (ticks[n - 1], >=, max);
    }
}

static char *
plain (int64_t value, gpointer user_data)
{
    return g_strdup_printf ("%" G_GINT64_FORMAT, value);
}

static void
test_svg (void)
{
    static const TallyChartBar bars[] = {
        { "Mo", "Monday: 5 & 1/2 kWh", "/use?day=1", 5500, TALLY_CHART_ACTUAL },
        { NULL, "Tuesday <estimated>", NULL, 3000, TALLY_CHART_ESTIMATED },
        { "We", "Wednesday: \"none\"", NULL, 0, TALLY_CHART_MISSING },
    };
    TallyChart chart = { "Use of the week", "Wh", bars, 3, plain, NULL };
    g_autofree char *svg = tally_chart_to_svg (&chart);
    g_autoptr(GMarkupParseContext)
                   parser = g_markup_parse_context_new (&(GMarkupParser){ 0 }, 0, NULL, NULL);
    g_autoptr(GError) error = NULL;

    g_markup_parse_context_parse (parser, svg, -1, &error);
    g_assert_no_error (error);
    g_assert_true (g_markup_parse_context_end_parse (parser, &error));
    g_assert_nonnull (strstr (svg, "role=\"img\" aria-label=\"Use of the week\""));
    g_assert_nonnull (strstr (svg, "Monday: 5 &amp; 1/2 kWh"));
    g_assert_nonnull (strstr (svg, "Tuesday &lt;estimated&gt;"));
    g_assert_nonnull (strstr (svg, "chart-bar chart-estimated"));
    g_assert_nonnull (strstr (svg, "chart-missing"));
    g_assert_null (strstr (svg, "style="));
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    for (size_t i = 0; i < G_N_ELEMENTS (tick_cases); i++) {
        g_autofree char *path = g_strconcat ("/chart/ticks/", tick_cases[i].name, NULL);

        g_test_add_data_func (path, &tick_cases[i], test_ticks);
    }
    g_test_add_func ("/chart/ticks-reach-any-value", test_ticks_reach_any_value);
    g_test_add_func ("/chart/svg", test_svg);

    return g_test_run ();
}
