// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/chart/tally-chart-canvas.h"

#define WANTED_TICKS 5

/* Margins, in twelfths of a letter's height. */
#define LEFT 56
#define RIGHT 8
#define TOP 22
#define BOTTOM 28

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

int64_t
tally_chart_frame_y (const TallyChartFrame *frame, int64_t value)
{
    const TallyChartBox *box = &frame->box;

    return box->y + box->height - (int64_t) ((__int128) value * box->height / frame->top_value);
}

void
tally_chart_frame_axis (TallyChartFrame *frame,
                        TallyChartCanvas *canvas,
                        int64_t max,
                        const char *unit,
                        TallyChartFormat format,
                        gpointer user_data)
{
    const TallyChartBox *box = &frame->box;
    int64_t label_x = box->x - canvas->em / 2;

    frame->n_ticks = tally_chart_ticks (MAX (max, 1), frame->ticks);
    frame->top_value = frame->ticks[frame->n_ticks - 1];
    canvas->group (canvas, "chart-axis");
    for (size_t i = 0; i < frame->n_ticks; i++) {
        g_autofree char *text = format (frame->ticks[i], user_data);
        int64_t y = tally_chart_frame_y (frame, frame->ticks[i]);

        canvas->line (canvas, TALLY_CHART_INK_GRID, (TallyChartPoint){ box->x, y },
                      (TallyChartPoint){ box->x + box->width, y });
        canvas->text (canvas, (TallyChartPoint){ label_x, y + canvas->em / 3 }, TALLY_CHART_AT_END,
                      NULL, text);
    }
    canvas->text (canvas, (TallyChartPoint){ label_x, canvas->em }, TALLY_CHART_AT_END, NULL, unit);
    canvas->group (canvas, NULL);
}

static void
paint_bar (const TallyChart *chart,
           TallyChartCanvas *canvas,
           const TallyChartFrame *frame,
           size_t i)
{
    const TallyChartBar *bar = &chart->bars[i];
    const TallyChartBox *box = &frame->box;
    int64_t slot = box->width / (int64_t) chart->n_bars;
    int64_t width = MAX (slot * 4 / 5, TALLY_CHART_FINE);
    int64_t x = box->x + slot * (int64_t) i + (slot - width) / 2;
    int64_t bottom = box->y + box->height;
    int64_t y = bar->mark == TALLY_CHART_MISSING ? bottom - canvas->em / 3
                                                 : tally_chart_frame_y (frame, bar->value);

    canvas->bar (canvas, bar, (TallyChartBox){ x, y, width, bottom - y });
    if (bar->label != NULL)
        canvas->text (canvas,
                      (TallyChartPoint){ x + width / 2, canvas->height - canvas->em * 10 / 12 },
                      TALLY_CHART_AT_MIDDLE, "chart-label", bar->label);
}

void
tally_chart_paint (const TallyChart *chart, TallyChartCanvas *canvas)
{
    int64_t em = canvas->em;
    TallyChartFrame frame = { .box = { em * LEFT / 12, em * TOP / 12,
                                       canvas->width - em * (LEFT + RIGHT) / 12,
                                       canvas->height - em * (TOP + BOTTOM) / 12 } };
    int64_t max = 0;

    g_return_if_fail (chart->n_bars <= TALLY_CHART_MAX_BARS);

    for (size_t i = 0; i < chart->n_bars; i++)
        max = MAX (max, chart->bars[i].value);
    tally_chart_frame_axis (&frame, canvas, max, chart->unit, chart->format, chart->user_data);
    for (size_t i = 0; i < chart->n_bars; i++)
        paint_bar (chart, canvas, &frame, i);
}
