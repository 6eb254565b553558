// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/bill/tally-bill-pdf-private.h"

#include "shared/number/tally-number.h"

#include <qrencode.h>

static int64_t
highest (const GArray *days)
{
    int64_t most = 0;

    for (guint i = 0; i < days->len; i++)
        most = MAX (most, g_array_index (days, TallyBillPaperDay, i).wh);
    return most;
}

/* The step of a scale that has two to five of them: 1, 2 or 5 times a power of ten. */
static int64_t
nice_step (int64_t most)
{
    static const int64_t multiples[] = { 1, 2, 5 };

    for (int64_t power = 1; power < INT64_MAX / 100; power *= 10) {
        for (size_t i = 0; i < G_N_ELEMENTS (multiples); i++) {
            if (multiples[i] * power * 4 >= most)
                return multiples[i] * power;
        }
    }
    return most;
}

static void
draw_scale (TallyBillPage *page,
            double left,
            double top,
            double height,
            int64_t step,
            int64_t top_wh)
{
    for (int64_t wh = 0; wh <= top_wh; wh += step) {
        double y = top + height - height * (double) wh / (double) top_wh;
        int decimals = step >= 1000 ? 0 : (step >= 100 ? 1 : 2);
        g_autofree char *label = tally_number_format (wh, 3, decimals,
                                                      &(TallyNumberStyle){ ".", "," });

        tally_bill_page_ink (page, wh == 0 ? TALLY_INK_DIM : TALLY_INK_LINE);
        cairo_set_line_width (page->cr, wh == 0 ? 0.8 : 0.5);
        cairo_move_to (page->cr, left, y);
        cairo_line_to (page->cr, RIGHT, y);
        cairo_stroke (page->cr);
        tally_bill_page_text (page, left - 6, y - 5, 0, 7, FALSE, TRUE, TALLY_INK_DIM, label);
    }
}

static void
draw_bars (TallyBillPage *page, double left, double top, double height, int64_t top_wh)
{
    const GArray *days = page->paper->days;
    double slot = (RIGHT - left) / days->len;

    for (guint i = 0; i < days->len; i++) {
        const TallyBillPaperDay *day = &g_array_index (days, TallyBillPaperDay, i);
        double bar = height * (double) day->wh / (double) top_wh;
        double x = left + slot * i;
        int number;

        tally_day_split (day->day, NULL, NULL, &number);
        tally_bill_page_ink (page, day->is_estimated ? TALLY_INK_ESTIMATE : TALLY_INK_ACCENT);
        cairo_rectangle (page->cr, x + slot * 0.18, top + height - bar, slot * 0.64, bar);
        cairo_fill (page->cr);
        if (number == 1 || number % 5 == 0) {
            g_autofree char *label = g_strdup_printf ("%d", number);
            double width = tally_bill_page_text (page, -100, -100, 0, 7, FALSE, FALSE,
                                                 TALLY_INK_DIM, label);

            tally_bill_page_text (page, x + slot / 2 - width / 2, top + height + 3, 0, 7, FALSE,
                                  FALSE, TALLY_INK_DIM, label);
        }
    }
}

static void
draw_legend (TallyBillPage *page, double y)
{
    static const struct {
        TallyWord word;
        TallyInk ink;
    } items[] = { { TALLY_WORD_ESTIMATED, TALLY_INK_ESTIMATE },
                  { TALLY_WORD_MEASURED, TALLY_INK_ACCENT } };
    double x = RIGHT;

    for (size_t i = 0; i < G_N_ELEMENTS (items); i++) {
        double width = tally_bill_page_text (page, x, y, 0, 7.5, FALSE, TRUE, TALLY_INK_DIM,
                                             tally_bill_page_word (page, items[i].word));

        tally_bill_page_ink (page, items[i].ink);
        cairo_rectangle (page->cr, x - width - 11, y + 2.5, 7, 7);
        cairo_fill (page->cr);
        x -= width + 22;
    }
}

void
tally_bill_page_chart (TallyBillPage *page, double height)
{
    const GArray *days = page->paper->days;
    int64_t most = highest (days);
    int64_t step = nice_step (MAX (most, 1));
    int64_t top_wh = (most + step - 1) / step * step;
    double left = MARGIN + 34;
    double top = page->y + 24;

    tally_bill_page_text (page, MARGIN, page->y, 0, 9.5, TRUE, FALSE, TALLY_INK_TEXT,
                          tally_bill_page_word (page, TALLY_WORD_USE_BY_DAY));
    draw_legend (page, page->y);
    draw_scale (page, left, top, height - 42, step, MAX (top_wh, step));
    draw_bars (page, left, top, height - 42, MAX (top_wh, step));
    page->y += height;
}

static void
draw_code (TallyBillPage *page, double x, double y, double size, const char *text)
{
    QRcode *code = QRcode_encodeString (text, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
    double module;

    if (code == NULL)
        return; /* too long for a code: the printed reference remains */
    module = size / code->width;
    tally_bill_page_ink (page, TALLY_INK_TEXT);
    for (int row = 0; row < code->width; row++) {
        for (int column = 0; column < code->width; column++) {
            if (code->data[row * code->width + column] & 1)
                cairo_rectangle (page->cr, x + column * module, y + row * module, module, module);
        }
    }
    cairo_fill (page->cr);
    QRcode_free (code);
}

static char *
code_text (const TallyBillPage *page)
{
    const TallyBillPaper *paper = page->paper;
    g_autofree char *amount = tally_number_format (paper->total_minor, 2, 2, &TALLY_NUMBER_PLAIN);

    if (page->pay_url != NULL)
        return g_strdup (page->pay_url);
    return g_strdup_printf ("GRIDTALLY1\n%s\n%s %s\n%s", paper->number, paper->currency, amount,
                            paper->due_on != NULL ? paper->due_on : "");
}

static void
draw_field (TallyBillPage *page,
            double x,
            double y,
            double width,
            TallyWord word,
            const char *value)
{
    tally_bill_page_text (page, x, y, width, 7.5, FALSE, FALSE, TALLY_INK_DIM,
                          tally_bill_page_word (page, word));
    tally_bill_page_text (page, x, y + 11, width, 10, FALSE, FALSE, TALLY_INK_TEXT, value);
}

void
tally_bill_page_payment (TallyBillPage *page)
{
    const TallyBillPaper *paper = page->paper;
    double top = BOTTOM - TALLY_BILL_PAYMENT_HEIGHT;
    double x = MARGIN + 142;
    g_autofree char *money = tally_bill_page_money (paper->total_minor);
    g_autofree char *amount = g_strdup_printf ("%s %s", paper->currency, money);
    g_autofree char *code = code_text (page);
    const double dashes[] = { 4, 3 };

    tally_bill_page_ink (page, TALLY_INK_DIM);
    cairo_set_line_width (page->cr, 0.6);
    cairo_set_dash (page->cr, dashes, 2, 0);
    cairo_move_to (page->cr, 0, top);
    cairo_line_to (page->cr, PAGE_WIDTH, top);
    cairo_stroke (page->cr);
    cairo_set_dash (page->cr, NULL, 0, 0);

    draw_code (page, MARGIN, top + 22, 112, code);
    tally_bill_page_text (page, MARGIN, top + 138, 112, 8, FALSE, FALSE, TALLY_INK_DIM,
                          tally_bill_page_word (page, TALLY_WORD_SCAN));
    tally_bill_page_text (page, x, top + 18, 0, 12, TRUE, FALSE, TALLY_INK_TEXT,
                          tally_bill_page_word (page, TALLY_WORD_PAYMENT));
    draw_field (page, x, top + 44, 180, TALLY_WORD_PAYEE, paper->company);
    draw_field (page, x, top + 78, 180, TALLY_WORD_REFERENCE, paper->number);
    draw_field (page, x, top + 112, 180, TALLY_WORD_ACCOUNT, paper->account);
    draw_field (page, x + 200, top + 44, 150, TALLY_WORD_PAY_BY,
                paper->due_on != NULL ? paper->due_on : "–");
    tally_bill_page_text (page, x + 200, top + 78, 150, 7.5, FALSE, FALSE, TALLY_INK_DIM,
                          tally_bill_page_word (page, TALLY_WORD_AMOUNT_DUE));
    tally_bill_page_text (page, x + 200, top + 89, 155, 17, TRUE, FALSE, TALLY_INK_TEXT, amount);
}
