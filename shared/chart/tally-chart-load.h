// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/chart/tally-chart.h"

G_BEGIN_DECLS

/* A load curve coloured by tariff band, with what made a line of the bill marked on
 * it: the part of the curve that is in the line, where a tier was entered, and the
 * window of the demand's peak. Of a day, a month or a year. */

/** Most bands of one schedule. */
#define TALLY_CHART_MAX_BANDS 48

/** Most columns painted: longer series are drawn by the highest value of each column. */
#define TALLY_CHART_MAX_COLUMNS 800

/** Most marks of one picture; more are left out. */
#define TALLY_CHART_MAX_FLAGS 32

/** TALLY_CHART_TINTS: a band's colour is 0, the cheapest and coolest, to this less 1 */
#define TALLY_CHART_TINTS 8

/** TallyChartBand: @name: in the legend; @tint: below %TALLY_CHART_TINTS */
typedef struct {
    const char *name;
    unsigned tint;
} TallyChartBand;

typedef enum {
    TALLY_CHART_CROSSING, /* a tier was entered: an upright line */
    TALLY_CHART_PEAK,     /* the window of the highest demand: an arrow on the curve */
} TallyChartFlagKind;

/** TallyChartFlag: @first: interval; @n: how many the window has; @label: beside it */
typedef struct {
    TallyChartFlagKind kind;
    size_t first;
    size_t n;
    const char *label;
} TallyChartFlag;

/** TallyChartPlace: a text under the curve, at the beginning of interval @at */
typedef struct {
    size_t at;
    const char *label;
} TallyChartPlace;

/**
 * TallyChartLoad:
 * @title: what the picture shows
 * @description: the same in words, figures included, for those who do not see it
 * @unit: of the axis, such as "kW"
 * @values: one an interval, zero or above
 * @bands: (nullable): index of each interval's band; %NULL: all the first
 * @is_line: (nullable): whether the interval is in the line; others are painted pale; %NULL:
 *   all are
 * @n: intervals
 * @band_list, @n_bands: those that occur, at least one; the legend is theirs
 * @flags, @n_flags: in order of @first
 * @places, @n_places: in order
 * @format: writes a tick
 */
typedef struct {
    const char *title;
    const char *description;
    const char *unit;
    const int64_t *values;
    const uint8_t *bands;
    const uint8_t *is_line;
    size_t n;
    const TallyChartBand *band_list;
    size_t n_bands;
    const TallyChartFlag *flags;
    size_t n_flags;
    const TallyChartPlace *places;
    size_t n_places;
    TallyChartFormat format;
    gpointer user_data;
} TallyChartLoad;

/**
 * tally_chart_load_step:
 *
 * Returns: how many intervals a column has: 1, or as many as bring @n under
 *   %TALLY_CHART_MAX_COLUMNS and divide an hour, or a day, of any usual interval
 */
size_t tally_chart_load_step (size_t n);

/**
 * TallyChartSpan: where a column of the curve is, from the axis to the top of the scale, in
 * tenths of the painter's unit
 */
typedef struct {
    int64_t x;
    int64_t y;
    int64_t width;
    int64_t height;
} TallyChartSpan;

/**
 * tally_chart_load_span:
 * @width, @height, @em: of the picture and its letters, in tenths of the painter's unit
 *
 * Returns: where the column of @interval is painted
 */
TallyChartSpan tally_chart_load_span (const TallyChartLoad *chart,
                                      int64_t width,
                                      int64_t height,
                                      int64_t em,
                                      size_t interval);

/**
 * tally_chart_load_find:
 * @x: from the picture's left, in tenths
 *
 * Returns: the highest interval of the column at @x; @chart's n beside the curve
 */
size_t tally_chart_load_find (const TallyChartLoad *chart, int64_t width, int64_t em, int64_t x);

/**
 * tally_chart_load_to_svg:
 *
 * Returns: (transfer full): one `<svg>` element, without style or script, that carries @title
 *   and @description. Colours stand in attributes, so that it can be looked at alone; a page
 *   may override them by the classes chart-grid, chart-band-0 … 7, chart-pale, chart-crossing,
 *   chart-peak, chart-label
 */
char *tally_chart_load_to_svg (const TallyChartLoad *chart);

G_END_DECLS
