// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/chart/tally-chart-canvas.h"

/* Margins, in twelfths of a letter's height. */
#define LEFT 56
#define RIGHT 10
#define TOP 62
#define BOTTOM 24
#define FLAG_ROWS 2
#define FLAG_TOP 32
#define FLAG_ROW 15

/* Of each column: the highest of its intervals, and that interval's band. */
typedef struct {
    int64_t values[TALLY_CHART_MAX_COLUMNS];
    uint8_t bands[TALLY_CHART_MAX_COLUMNS];
    uint8_t is_line[TALLY_CHART_MAX_COLUMNS];
    size_t n;
    size_t step;
    int64_t max;
} Columns;

typedef struct {
    const TallyChartLoad *chart;
    TallyChartCanvas *canvas;
    TallyChartFrame frame;
    Columns columns;
} Painter;

size_t
tally_chart_load_step (size_t n)
{
    static const size_t steps[] = { 1, 2, 3, 4, 6, 12, 24, 48, 96, 288 };

    for (size_t i = 0; i < G_N_ELEMENTS (steps); i++) {
        if ((n + steps[i] - 1) / steps[i] <= TALLY_CHART_MAX_COLUMNS)
            return steps[i];
    }
    return (n + TALLY_CHART_MAX_COLUMNS - 1) / TALLY_CHART_MAX_COLUMNS;
}

static void
fill_columns (const TallyChartLoad *chart, Columns *columns)
{
    columns->step = tally_chart_load_step (chart->n);
    columns->n = (chart->n + columns->step - 1) / columns->step;
    for (size_t i = 0; i < chart->n; i++) {
        size_t column = i / columns->step;
        gboolean is_first = i % columns->step == 0;

        /* A column is the line's as soon as one of its intervals is. */
        if (is_first || chart->values[i] > columns->values[column]) {
            columns->values[column] = chart->values[i];
            columns->bands[column] = chart->bands != NULL ? chart->bands[i] : 0;
        }
        if (is_first)
            columns->is_line[column] = 0;
        if (chart->is_line == NULL || chart->is_line[i])
            columns->is_line[column] = 1;
        columns->max = MAX (columns->max, chart->values[i]);
    }
}

static TallyChartBox
box_of (int64_t width, int64_t height, int64_t em)
{
    return (TallyChartBox){ em * LEFT / 12, em * TOP / 12, width - em * (LEFT + RIGHT) / 12,
                            height - em * (TOP + BOTTOM) / 12 };
}

static int64_t
column_x (const Painter *painter, size_t column)
{
    const TallyChartBox *box = &painter->frame.box;

    return box->x + box->width * (int64_t) column / (int64_t) painter->columns.n;
}

static int64_t
interval_x (const Painter *painter, size_t interval)
{
    const TallyChartBox *box = &painter->frame.box;

    return box->x
           + box->width * (int64_t) interval
                 / (int64_t) (painter->columns.n * painter->columns.step);
}

/* One outline over columns @from up to @to: up, along the steps, and down. */
static void
add_outline (const Painter *painter, size_t from, size_t to, GArray *points)
{
    int64_t bottom = painter->frame.box.y + painter->frame.box.height;
    TallyChartPoint at = { column_x (painter, from), bottom };

    g_array_append_val (points, at);
    for (size_t i = from; i < to; i++) {
        at.y = tally_chart_frame_y (&painter->frame, painter->columns.values[i]);
        g_array_append_val (points, at);
        at.x = column_x (painter, i + 1);
        g_array_append_val (points, at);
    }
    at.y = bottom;
    g_array_append_val (points, at);
}

static void
paint_band (const Painter *painter, size_t band, gboolean in_line)
{
    const Columns *columns = &painter->columns;
    const TallyChartBand *look = &painter->chart->band_list[band];
    g_autoptr(GArray) points = g_array_new (FALSE, FALSE, sizeof (TallyChartPoint));
    g_autoptr(GArray) ends = g_array_new (FALSE, FALSE, sizeof (size_t));
    size_t from = 0;

    for (size_t i = 0; i <= columns->n; i++) {
        gboolean is_here = i < columns->n && columns->bands[i] == band
                           && columns->is_line[i] == (uint8_t) in_line;

        if (!is_here && from < i) {
            size_t end;

            add_outline (painter, from, i, points);
            end = points->len;
            g_array_append_val (ends, end);
        }
        if (!is_here)
            from = i + 1;
    }
    if (ends->len > 0)
        painter->canvas->area (painter->canvas,
                               &(TallyChartArea){
                                   look->tint % TALLY_CHART_TINTS, !in_line, look->name,
                                   (const TallyChartPoint *) (void *) points->data, points->len,
                                   (const size_t *) (void *) ends->data, ends->len });
}

static void
paint_square (const Painter *painter, TallyChartBox box, const TallyChartBand *band)
{
    TallyChartPoint points[] = { { box.x, box.y + box.height },
                                 { box.x, box.y },
                                 { box.x + box.width, box.y },
                                 { box.x + box.width, box.y + box.height } };
    size_t end = G_N_ELEMENTS (points);

    painter->canvas->area (painter->canvas,
                           &(TallyChartArea){ band->tint % TALLY_CHART_TINTS, FALSE, band->name,
                                              points, end, &end, 1 });
}

/* From the right, above the curve; what has no room is left to the description. */
static void
paint_legend (const Painter *painter)
{
    TallyChartCanvas *canvas = painter->canvas;
    int64_t em = canvas->em;
    int64_t x = canvas->width - em * RIGHT / 12;

    canvas->group (canvas, "chart-legend");
    for (size_t i = painter->chart->n_bands; i-- > 0;) {
        const TallyChartBand *band = &painter->chart->band_list[i];
        int64_t width = canvas->measure (canvas, band->name);

        if (x - width - em * 3 / 2 < painter->frame.box.x)
            break;
        canvas->text (canvas, (TallyChartPoint){ x - width, em }, TALLY_CHART_AT_START,
                      "chart-label", band->name);
        paint_square (painter, (TallyChartBox){ x - width - em, em / 3, em * 2 / 3, em * 2 / 3 },
                      band);
        x -= width + em * 2;
    }
    canvas->group (canvas, NULL);
}

/* The lowest row in which a label of @width fits; beyond the last, the one used least far. */
static size_t
find_row (const int64_t row_ends[FLAG_ROWS], int64_t x)
{
    for (size_t row = 0; row < FLAG_ROWS; row++) {
        if (row_ends[row] <= x)
            return row;
    }
    return FLAG_ROWS;
}

static void
paint_label (const Painter *painter, const char *label, int64_t x, int64_t row_ends[FLAG_ROWS])
{
    TallyChartCanvas *canvas = painter->canvas;
    const TallyChartBox *box = &painter->frame.box;
    int64_t width = canvas->measure (canvas, label);
    int64_t left = CLAMP (x - width / 2, box->x, MAX (box->x, box->x + box->width - width));
    size_t row = find_row (row_ends, left);

    if (row == FLAG_ROWS)
        return; /* no room: the description has it */
    row_ends[row] = left + width + canvas->em / 2;
    canvas->text (canvas,
                  (TallyChartPoint){ left,
                                     canvas->em * (FLAG_TOP + FLAG_ROW * (int64_t) row) / 12 },
                  TALLY_CHART_AT_START, "chart-label", label);
}

/* A bracket as wide as the window, at the height of its highest value, with a stem above. */
static void
paint_peak (const Painter *painter, const TallyChartFlag *flag)
{
    TallyChartCanvas *canvas = painter->canvas;
    int64_t left = interval_x (painter, flag->first);
    int64_t right = MAX (interval_x (painter, flag->first + flag->n), left + canvas->em / 3);
    int64_t middle = (left + right) / 2;
    int64_t highest = 0;
    int64_t y;

    for (size_t i = flag->first; i < MIN (flag->first + flag->n, painter->chart->n); i++)
        highest = MAX (highest, painter->chart->values[i]);
    y = tally_chart_frame_y (&painter->frame, highest);
    canvas->line (canvas, TALLY_CHART_INK_PEAK, (TallyChartPoint){ left, y },
                  (TallyChartPoint){ right, y });
    canvas->line (canvas, TALLY_CHART_INK_PEAK, (TallyChartPoint){ middle, y },
                  (TallyChartPoint){ middle, painter->frame.box.y - canvas->em / 4 });
}

static void
paint_flags (const Painter *painter)
{
    TallyChartCanvas *canvas = painter->canvas;
    const TallyChartBox *box = &painter->frame.box;
    int64_t row_ends[FLAG_ROWS] = { 0 };

    canvas->group (canvas, "chart-flags");
    for (size_t i = 0; i < MIN (painter->chart->n_flags, TALLY_CHART_MAX_FLAGS); i++) {
        const TallyChartFlag *flag = &painter->chart->flags[i];
        int64_t x = interval_x (painter, flag->first);

        if (flag->kind == TALLY_CHART_PEAK)
            paint_peak (painter, flag);
        else
            canvas->line (canvas, TALLY_CHART_INK_CROSSING,
                          (TallyChartPoint){ x, box->y - canvas->em / 4 },
                          (TallyChartPoint){ x, box->y + box->height });
        paint_label (painter, flag->label, x, row_ends);
    }
    canvas->group (canvas, NULL);
}

static void
paint_places (const Painter *painter)
{
    TallyChartCanvas *canvas = painter->canvas;
    int64_t y = canvas->height - canvas->em * 8 / 12;
    int64_t end = 0;

    canvas->group (canvas, "chart-places");
    for (size_t i = 0; i < painter->chart->n_places; i++) {
        const TallyChartPlace *place = &painter->chart->places[i];
        int64_t x = interval_x (painter, place->at);
        int64_t width = canvas->measure (canvas, place->label);

        if (x < end || x + width > canvas->width)
            continue;
        end = x + width + canvas->em / 2;
        canvas->text (canvas, (TallyChartPoint){ x, y }, TALLY_CHART_AT_START, "chart-label",
                      place->label);
    }
    canvas->group (canvas, NULL);
}

TallyChartSpan
tally_chart_load_span (const TallyChartLoad *chart,
                       int64_t width,
                       int64_t height,
                       int64_t em,
                       size_t interval)
{
    size_t step = tally_chart_load_step (chart->n);
    int64_t n = (int64_t) ((chart->n + step - 1) / step);
    int64_t column = (int64_t) (interval / step);
    TallyChartBox box = box_of (width, height, em);
    int64_t left = box.width * column / n;

    return (TallyChartSpan){ box.x + left, box.y, box.width * (column + 1) / n - left, box.height };
}

size_t
tally_chart_load_find (const TallyChartLoad *chart, int64_t width, int64_t em, int64_t x)
{
    size_t step = tally_chart_load_step (chart->n);
    int64_t n = (int64_t) ((chart->n + step - 1) / step);
    TallyChartBox box = box_of (width, 0, em);
    size_t first;
    size_t highest;

    if (box.width <= 0 || x < box.x || x >= box.x + box.width)
        return chart->n;
    first = (size_t) ((x - box.x) * n / box.width) * step;
    highest = first;
    for (size_t i = first; i < MIN (first + step, chart->n); i++) {
        if (chart->values[i] > chart->values[highest])
            highest = i;
    }
    return highest;
}

void
tally_chart_load_paint (const TallyChartLoad *chart, TallyChartCanvas *canvas)
{
    Painter painter = {
        .chart = chart,
        .canvas = canvas,
        .frame = { .box = box_of (canvas->width, canvas->height, canvas->em) },
    };

    g_return_if_fail (chart->n > 0 && chart->n_bands > 0
                      && chart->n_bands <= TALLY_CHART_MAX_BANDS);

    fill_columns (chart, &painter.columns);
    tally_chart_frame_axis (&painter.frame, canvas, painter.columns.max, chart->unit, chart->format,
                            chart->user_data);
    for (size_t band = 0; band < chart->n_bands; band++) {
        paint_band (&painter, band, FALSE);
        paint_band (&painter, band, TRUE);
    }
    paint_legend (&painter);
    paint_flags (&painter);
    paint_places (&painter);
}
