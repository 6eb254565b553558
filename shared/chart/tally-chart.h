// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

/** Most bars of one chart: a day of quarter-hours that has 25 hours. */
#define TALLY_CHART_MAX_BARS 100
#define TALLY_CHART_MAX_TICKS 12

/**
 * TallyChartMark: what a bar stands for; a painter gives each its own look, not colour alone
 */
typedef enum {
    TALLY_CHART_ACTUAL,
    TALLY_CHART_ESTIMATED, /* hatched */
    TALLY_CHART_MISSING,   /* no bar, a mark on the axis */
} TallyChartMark;

/**
 * TallyChartBar:
 * @label: (nullable): under the bar; %NULL: none
 * @title: said on hover and to a screen reader, with its unit
 * @href: (nullable): where a click leads
 * @value: zero or above
 */
typedef struct {
    const char *label;
    const char *title;
    const char *href;
    int64_t value;
    TallyChartMark mark;
} TallyChartBar;

/**
 * TallyChartFormat: writes the figure of a tick in the unit of the axis
 *
 * Returns: (transfer full): for example "1,250"
 */
typedef char *(*TallyChartFormat) (int64_t value, gpointer user_data);

/**
 * TallyChart: bars over an axis that begins at zero
 * @label: what the picture shows, for those who do not see it
 * @unit: of the axis, such as "kWh"
 */
typedef struct {
    const char *label;
    const char *unit;
    const TallyChartBar *bars;
    size_t n_bars;
    TallyChartFormat format;
    gpointer user_data;
} TallyChart;

/**
 * tally_chart_ticks:
 * @max: highest value to show; zero or above
 * @ticks: (out caller-allocates): %TALLY_CHART_MAX_TICKS; zero first, the last at or above @max
 *
 * Chooses steps of 1, 2 or 5 times a power of ten, so that people can read between them.
 *
 * Returns: how many, at least 2
 */
size_t tally_chart_ticks (int64_t max, int64_t ticks[TALLY_CHART_MAX_TICKS]);

/**
 * tally_chart_to_svg:
 *
 * Returns: (transfer full): one `<svg>` element without style or script: looks come from the
 *   classes chart, chart-axis, chart-grid, chart-bar, chart-estimated, chart-missing
 */
char *tally_chart_to_svg (const TallyChart *chart);

G_END_DECLS
