// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/bill/tally-bill-pdf-private.h"

#define CURVE_HEIGHT 210.0
#define HISTORY_HEIGHT 150.0
#define LINE_GAP 7.0
#define LEAST_LINE 40.0

static void
draw_line (TallyBillPage *page, const TallyBillPaperLine *line)
{
    g_autofree char *amount = tally_bill_page_money (line->amount_minor);
    double width;

    if (page->y > BOTTOM - LEAST_LINE)
        tally_bill_page_turn (page);
    width = tally_bill_page_text (page, MARGIN, page->y, 240, 8.5, TRUE, FALSE, TALLY_INK_TEXT,
                                  line->title);
    tally_bill_page_text (page, MARGIN + width + 6, page->y + 0.5, 200, 8, FALSE, FALSE,
                          TALLY_INK_DIM, line->detail);
    tally_bill_page_text (page, RIGHT, page->y, 0, 8.5, TRUE, TRUE, TALLY_INK_TEXT, amount);
    page->y += 12;
    page->y += tally_bill_page_paragraph (page, MARGIN, page->y, RIGHT - MARGIN - 60, 8,
                                          TALLY_INK_DIM, line->explain);
    page->y += LINE_GAP;
}

void
tally_bill_page_explain (TallyBillPage *page)
{
    const TallyBillPaper *paper = page->paper;

    tally_bill_page_turn (page);
    if (paper->curve != NULL)
        tally_bill_page_curve (page, CURVE_HEIGHT);
    page->y += paper->curve != NULL ? 14 : 0;
    if (paper->months->len > 1)
        tally_bill_page_history (page, HISTORY_HEIGHT);
    page->y += paper->months->len > 1 ? 14 : 0;
    tally_bill_page_text (page, MARGIN, page->y, 0, 9.5, TRUE, FALSE, TALLY_INK_TEXT,
                          tally_bill_page_word (page, TALLY_WORD_HOW));
    page->y += 18;
    for (guint i = 0; i < paper->lines->len; i++)
        draw_line (page, &g_array_index (paper->lines, TallyBillPaperLine, i));
    page->y += tally_bill_page_paragraph (page, MARGIN, page->y, RIGHT - MARGIN, 8, TALLY_INK_DIM,
                                          tally_bill_page_word (page, TALLY_WORD_HOW_ROUNDED));
}
