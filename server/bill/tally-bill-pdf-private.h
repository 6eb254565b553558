// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/bill/tally-bill-paper.h"
#include "server/bill/tally-bill-words.h"

#include <pango/pangocairo.h>

G_BEGIN_DECLS

/* A4 in points, and the column that text keeps to. */
#define PAGE_WIDTH 595.276
#define PAGE_HEIGHT 841.89
#define MARGIN 51.0
#define RIGHT (PAGE_WIDTH - MARGIN)
#define BOTTOM (PAGE_HEIGHT - 46.0)

typedef enum {
    TALLY_INK_TEXT,
    TALLY_INK_DIM,
    TALLY_INK_ACCENT,
    TALLY_INK_LINE,
    TALLY_INK_GROUND,
    TALLY_INK_ESTIMATE,
    TALLY_INK_PAPER,
    TALLY_INK_WARNING,
} TallyInk;

/** TallyBillPage: a page in the making; @y is where the next thing goes */
typedef struct {
    cairo_t *cr;
    const TallyBillPaper *paper;
    const char *pay_url;
    double y;
    int page;
    int n_pages; /* 0 while they are being counted */
} TallyBillPage;

void tally_bill_page_ink (TallyBillPage *page, TallyInk ink);
void tally_bill_page_rule (TallyBillPage *page, double y, double width, TallyInk ink);

/**
 * tally_bill_page_text:
 * @x: left edge, or right edge when @is_right
 * @width: room; longer text is cut with an ellipsis; 0: no limit
 *
 * Returns: the width of the text
 */
double tally_bill_page_text (TallyBillPage *page,
                             double x,
                             double y,
                             double width,
                             double size,
                             gboolean is_bold,
                             gboolean is_right,
                             TallyInk ink,
                             const char *text);

/** tally_bill_page_word: Returns: the word in the paper's language */
const char *tally_bill_page_word (const TallyBillPage *page, TallyWord word);

/** tally_bill_page_money: Returns: (transfer full): "1,234.50" */
char *tally_bill_page_money (int64_t minor);

/** tally_bill_page_chart: the bars of the days, @height high, at page->y */
void tally_bill_page_chart (TallyBillPage *page, double height);

/** tally_bill_page_history: the bars of the months */
void tally_bill_page_history (TallyBillPage *page, double height);

/** tally_bill_page_curve: the period hour by hour; the paper must have a curve */
void tally_bill_page_curve (TallyBillPage *page, double height);

/** tally_bill_page_paragraph: text in as many lines as it takes; Returns: how high it is */
double tally_bill_page_paragraph (TallyBillPage *page,
                                  double x,
                                  double y,
                                  double width,
                                  double size,
                                  TallyInk ink,
                                  const char *text);

/** tally_bill_page_turn: ends this page and begins another */
void tally_bill_page_turn (TallyBillPage *page);

/** tally_bill_page_explain: curve, history and how each line was computed, on pages of their own */
void tally_bill_page_explain (TallyBillPage *page);

/** tally_bill_pdf_draw: the whole bill on a surface whose pages are A4; twice, to count them */
void tally_bill_pdf_draw (TallyBillPage *page);

/** tally_bill_page_payment: the part to pay with, at the foot of the page */
void tally_bill_page_payment (TallyBillPage *page);

/** How high the part to pay with is. */
#define TALLY_BILL_PAYMENT_HEIGHT 168.0

G_END_DECLS
