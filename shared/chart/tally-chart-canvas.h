// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/chart/tally-chart-load.h"
#include "shared/chart/tally-chart.h"

G_BEGIN_DECLS

/* Between what a chart lays out and what a painter makes of it; only shared/chart
 * includes this. Lengths are whole tenths of the painter's unit (pixel or point),
 * so that the arithmetic has no fraction. */

#define TALLY_CHART_FINE 10

typedef enum {
    TALLY_CHART_INK_GRID,
    TALLY_CHART_INK_CROSSING,
    TALLY_CHART_INK_PEAK,
} TallyChartInk;

typedef enum {
    TALLY_CHART_AT_START,
    TALLY_CHART_AT_MIDDLE,
    TALLY_CHART_AT_END,
} TallyChartAnchor;

typedef struct {
    int64_t x;
    int64_t y;
} TallyChartPoint;

typedef struct {
    int64_t x;
    int64_t y;
    int64_t width;
    int64_t height;
} TallyChartBox;

/** TallyChartArea: closed outlines; @tint: below TALLY_CHART_TINTS; @is_pale: not the line's */
typedef struct {
    unsigned tint;
    gboolean is_pale;
    const char *title;
    const TallyChartPoint *points;
    size_t n;
    const size_t *ends; /* one past each outline's last point */
    size_t n_outlines;
} TallyChartArea;

/**
 * TallyChartCanvas: a painter
 * @width, @height: of the whole picture
 * @em: height of its letters
 * @measure: about how wide a text is
 * @group: (nullable class): opens a group, or closes it
 */
typedef struct _TallyChartCanvas TallyChartCanvas;
struct _TallyChartCanvas {
    int64_t width;
    int64_t height;
    int64_t em;
    int64_t (*measure) (TallyChartCanvas *canvas, const char *text);
    void (*group) (TallyChartCanvas *canvas, const char *name);
    void (*text) (TallyChartCanvas *canvas,
                  TallyChartPoint at,
                  TallyChartAnchor anchor,
                  const char *name,
                  const char *text);
    void (*line) (TallyChartCanvas *canvas,
                  TallyChartInk ink,
                  TallyChartPoint from,
                  TallyChartPoint to);
    void (*bar) (TallyChartCanvas *canvas, const TallyChartBar *bar, TallyChartBox box);
    void (*area) (TallyChartCanvas *canvas, const TallyChartArea *area);
};

/** TallyChartFrame: where the values are; the last tick is at its top */
typedef struct {
    TallyChartBox box;
    int64_t ticks[TALLY_CHART_MAX_TICKS];
    size_t n_ticks;
    int64_t top_value;
} TallyChartFrame;

/** tally_chart_frame_axis: fills the ticks for @max and paints them with their figures */
void tally_chart_frame_axis (TallyChartFrame *frame,
                             TallyChartCanvas *canvas,
                             int64_t max,
                             const char *unit,
                             TallyChartFormat format,
                             gpointer user_data);

/** tally_chart_frame_y: where @value is */
int64_t tally_chart_frame_y (const TallyChartFrame *frame, int64_t value);

/** tally_chart_paint: the bars on any painter */
void tally_chart_paint (const TallyChart *chart, TallyChartCanvas *canvas);

/** tally_chart_load_paint: the load curve on any painter */
void tally_chart_load_paint (const TallyChartLoad *chart, TallyChartCanvas *canvas);

G_END_DECLS
