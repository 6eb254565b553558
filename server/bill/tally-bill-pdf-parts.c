// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/bill/tally-bill-pdf-private.h"

#include "shared/chart/tally-chart-paint.h"
#include "shared/number/tally-number.h"

#define CHART_EM 7.5

/* Paper is white, whatever the reader's screen. */
static TallyChartLook
look_of (const TallyBillPage *page)
{
    return (TallyChartLook){ page->paper->is_chinese ? "Noto Sans CJK SC, DejaVu Sans"
                                                     : "DejaVu Sans, Noto Sans CJK SC",
                             CHART_EM, FALSE };
}

static char *
format_kwh (int64_t wh, gpointer unused)
{
    int decimals = wh % 1000 == 0 ? 0 : (wh % 100 == 0 ? 1 : 3);

    return tally_number_format (wh, 3, decimals, &(TallyNumberStyle){ ".", "," });
}

static void
paint_bars (TallyBillPage *page, const TallyChartBar *bars, size_t n, double height)
{
    TallyChart chart = { .label = "",
                         .unit = "kWh",
                         .bars = bars,
                         .n_bars = n,
                         .format = format_kwh };
    TallyChartLook look = look_of (page);

    cairo_save (page->cr);
    cairo_translate (page->cr, MARGIN, page->y + 16);
    tally_chart_draw (&chart, page->cr, RIGHT - MARGIN, height - 16, &look);
    cairo_restore (page->cr);
}

/* As the bars are: full, or hatched. */
static void
draw_square (TallyBillPage *page, double x, double y, gboolean is_hatched)
{
    cairo_save (page->cr);
    tally_bill_page_ink (page, TALLY_INK_ACCENT);
    cairo_rectangle (page->cr, x, y, 7, 7);
    cairo_set_line_width (page->cr, 0.6);
    if (is_hatched) {
        cairo_stroke_preserve (page->cr);
        cairo_clip (page->cr);
        for (int i = 0; i < 14; i += 3) {
            cairo_move_to (page->cr, x + i, y);
            cairo_line_to (page->cr, x + i - 7, y + 7);
        }
        cairo_stroke (page->cr);
    } else {
        cairo_fill (page->cr);
    }
    cairo_restore (page->cr);
}

static void
draw_legend (TallyBillPage *page, double y)
{
    static const TallyWord words[] = { TALLY_WORD_ESTIMATED, TALLY_WORD_MEASURED };
    double x = RIGHT;

    for (size_t i = 0; i < G_N_ELEMENTS (words); i++) {
        double width = tally_bill_page_text (page, x, y, 0, 7.5, FALSE, TRUE, TALLY_INK_DIM,
                                             tally_bill_page_word (page, words[i]));

        draw_square (page, x - width - 11, y + 2.5, words[i] == TALLY_WORD_ESTIMATED);
        x -= width + 22;
    }
}

static void
draw_title (TallyBillPage *page, TallyWord word)
{
    tally_bill_page_text (page, MARGIN, page->y, 0, 9.5, TRUE, FALSE, TALLY_INK_TEXT,
                          tally_bill_page_word (page, word));
}

void
tally_bill_page_chart (TallyBillPage *page, double height)
{
    const GArray *days = page->paper->days;
    size_t n = MIN (days->len, TALLY_CHART_MAX_BARS);
    g_autofree TallyChartBar *bars = g_new0 (TallyChartBar, n);
    g_autoptr(GStringChunk) labels = g_string_chunk_new (256);

    for (size_t i = 0; i < n; i++) {
        const TallyBillPaperDay *day = &g_array_index (days, TallyBillPaperDay, i);
        char text[TALLY_DAY_TEXT];
        int number;

        tally_day_split (day->day, NULL, NULL, &number);
        bars[i].value = MAX (0, day->wh);
        bars[i].title = "";
        bars[i].mark = day->is_estimated ? TALLY_CHART_ESTIMATED : TALLY_CHART_ACTUAL;
        if (i == 0 || number == 1 || number % 5 == 0)
            bars[i].label = g_string_chunk_insert (labels, tally_day_format (day->day, text) + 5);
    }
    draw_title (page, TALLY_WORD_USE_BY_DAY);
    draw_legend (page, page->y);
    paint_bars (page, bars, n, height);
    page->y += height;
}

void
tally_bill_page_history (TallyBillPage *page, double height)
{
    const GArray *months = page->paper->months;
    size_t n = MIN (months->len, TALLY_CHART_MAX_BARS);
    g_autofree TallyChartBar *bars = g_new0 (TallyChartBar, n);

    for (size_t i = 0; i < n; i++) {
        const TallyBillPaperMonth *month = &g_array_index (months, TallyBillPaperMonth, i);

        bars[i] = (TallyChartBar){ .label = month->month,
                                   .title = "",
                                   .value = MAX (0, month->wh),
                                   .mark = month->is_estimated ? TALLY_CHART_ESTIMATED
                                                               : TALLY_CHART_ACTUAL };
    }
    draw_title (page, TALLY_WORD_HISTORY);
    draw_legend (page, page->y);
    paint_bars (page, bars, n, height);
    page->y += height;
}

void
tally_bill_page_curve (TallyBillPage *page, double height)
{
    TallyChartLook look = look_of (page);

    draw_title (page, TALLY_WORD_CURVE);
    cairo_save (page->cr);
    cairo_translate (page->cr, MARGIN, page->y + 18);
    tally_chart_load_draw (&page->paper->curve->chart, page->cr, RIGHT - MARGIN, height - 18,
                           &look);
    cairo_restore (page->cr);
    page->y += height;
}
