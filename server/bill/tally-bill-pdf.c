// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/bill/tally-bill-pdf.h"

#include "server/bill/tally-bill-pdf-private.h"
#include "shared/error/tally-error.h"
#include "shared/number/tally-number.h"

#include <cairo-pdf.h>

/* The chart takes what room there is between the two; less would not be read. */
#define CHART_LEAST 100.0
#define CHART_MOST 215.0

/* Right edges of the columns of figures. */
#define QUANTITY_X (MARGIN + 330)
#define RATE_X (MARGIN + 408)

static const struct {
    double red, green, blue;
} inks[] = {
    [TALLY_INK_TEXT] = { 0.078, 0.129, 0.239 },
    [TALLY_INK_DIM] = { 0.36, 0.41, 0.49 },
    [TALLY_INK_ACCENT] = { 0.043, 0.361, 0.678 },
    [TALLY_INK_LINE] = { 0.84, 0.86, 0.90 },
    [TALLY_INK_GROUND] = { 0.945, 0.957, 0.973 },
    [TALLY_INK_ESTIMATE] = { 0.93, 0.62, 0.20 },
    [TALLY_INK_PAPER] = { 1, 1, 1 },
    [TALLY_INK_WARNING] = { 0.73, 0.11, 0.11 },
};

void
tally_bill_page_ink (TallyBillPage *page, TallyInk ink)
{
    cairo_set_source_rgb (page->cr, inks[ink].red, inks[ink].green, inks[ink].blue);
}

void
tally_bill_page_rule (TallyBillPage *page, double y, double width, TallyInk ink)
{
    tally_bill_page_ink (page, ink);
    cairo_set_line_width (page->cr, width);
    cairo_move_to (page->cr, MARGIN, y);
    cairo_line_to (page->cr, RIGHT, y);
    cairo_stroke (page->cr);
}

const char *
tally_bill_page_word (const TallyBillPage *page, TallyWord word)
{
    return tally_bill_word (page->paper->is_chinese, word);
}

char *
tally_bill_page_money (int64_t minor)
{
    return tally_number_format (minor, 2, 2, &(TallyNumberStyle){ ".", "," });
}

static PangoLayout *
lay_out (TallyBillPage *page, double size, gboolean is_bold, const char *text)
{
    PangoLayout *layout = pango_cairo_create_layout (page->cr);
    PangoFontDescription *font = pango_font_description_from_string (
        page->paper->is_chinese ? "Noto Sans CJK SC, DejaVu Sans"
                                : "DejaVu Sans, Noto Sans CJK SC");

    pango_font_description_set_absolute_size (font, size * PANGO_SCALE);
    pango_font_description_set_weight (font, is_bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_layout_set_font_description (layout, font);
    pango_font_description_free (font);
    pango_layout_set_text (layout, text != NULL ? text : "", -1);
    return layout;
}

double
tally_bill_page_text (TallyBillPage *page,
                      double x,
                      double y,
                      double width,
                      double size,
                      gboolean is_bold,
                      gboolean is_right,
                      TallyInk ink,
                      const char *text)
{
    g_autoptr(PangoLayout) layout = lay_out (page, size, is_bold, text);
    int pixels;

    if (width > 0) {
        pango_layout_set_width (layout, (int) (width * PANGO_SCALE));
        pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
    }
    pango_layout_get_size (layout, &pixels, NULL);
    tally_bill_page_ink (page, ink);
    cairo_move_to (page->cr, is_right ? x - (double) pixels / PANGO_SCALE : x, y);
    pango_cairo_show_layout (page->cr, layout);
    return (double) pixels / PANGO_SCALE;
}

double
tally_bill_page_paragraph (TallyBillPage *page,
                           double x,
                           double y,
                           double width,
                           double size,
                           TallyInk ink,
                           const char *text)
{
    g_autoptr(PangoLayout) layout = lay_out (page, size, FALSE, text);
    int height;

    pango_layout_set_width (layout, (int) (width * PANGO_SCALE));
    pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_get_size (layout, NULL, &height);
    tally_bill_page_ink (page, ink);
    cairo_move_to (page->cr, x, y);
    pango_cairo_show_layout (page->cr, layout);
    return (double) height / PANGO_SCALE;
}

/* The mark: three bars under a bolt's slope. */
static void
draw_mark (TallyBillPage *page)
{
    for (int i = 0; i < 3; i++) {
        tally_bill_page_ink (page, i == 2 ? TALLY_INK_ESTIMATE : TALLY_INK_ACCENT);
        cairo_rectangle (page->cr, MARGIN + i * 8, 66 - (i + 1) * 7.5, 5.5, (i + 1) * 7.5);
        cairo_fill (page->cr);
    }
}

static double
draw_note (TallyBillPage *page, TallyWord word, double size, TallyInk ink)
{
    g_autoptr(GString) text = g_string_new (tally_bill_page_word (page, word));

    if (page->paper->counterpart != NULL)
        g_string_replace (text, "{number}", page->paper->counterpart, 0);
    tally_bill_page_text (page, MARGIN, page->y, RIGHT - MARGIN, size, TRUE, FALSE, ink, text->str);
    return size * 1.6;
}

/* On every page of what is not to be paid; and where to look instead. */
static void
draw_state (TallyBillPage *page)
{
    const TallyBillPaper *paper = page->paper;
    gboolean is_credit = g_str_equal (paper->kind, "credit");
    gboolean is_cancelled = g_str_equal (paper->state, "cancelled");

    if (is_cancelled)
        page->y += draw_note (page, TALLY_WORD_CANCELLED, 13, TALLY_INK_WARNING);
    else if (!g_str_equal (paper->state, "issued"))
        page->y += draw_note (page, TALLY_WORD_NOT_ISSUED, 13, TALLY_INK_WARNING);
    if (paper->counterpart != NULL && (is_credit || is_cancelled))
        page->y += draw_note (page, is_credit ? TALLY_WORD_CREDIT_OF : TALLY_WORD_CANCELLED_BY, 9,
                              TALLY_INK_TEXT);
}

static void
draw_head (TallyBillPage *page)
{
    const TallyBillPaper *paper = page->paper;
    TallyWord title = g_str_equal (paper->kind, "credit") ? TALLY_WORD_CREDIT_NOTE
                                                          : TALLY_WORD_BILL;

    draw_mark (page);
    tally_bill_page_text (page, MARGIN + 34, 48, 260, 13, TRUE, FALSE, TALLY_INK_TEXT,
                          paper->company);
    tally_bill_page_text (page, RIGHT, 42, 0, 19, TRUE, TRUE, TALLY_INK_ACCENT,
                          tally_bill_page_word (page, title));
    tally_bill_page_rule (page, 78, 1.2, TALLY_INK_ACCENT);
    page->y = 88;
    draw_state (page);
    page->y += 6;
}

static void
draw_facts (TallyBillPage *page)
{
    const TallyBillPaper *paper = page->paper;
    g_autofree char *period = g_strdup_printf ("%s – %s", paper->period_first, paper->period_last);
    const struct {
        TallyWord word;
        const char *value;
    } facts[] = {
        { TALLY_WORD_NUMBER, paper->number }, { TALLY_WORD_ACCOUNT, paper->account },
        { TALLY_WORD_PERIOD, period },        { TALLY_WORD_POINT, paper->point },
        { TALLY_WORD_TARIFF, paper->tariff }, { TALLY_WORD_ISSUED, paper->issued_on },
    };
    double x = MARGIN + 240;

    for (size_t i = 0; i < G_N_ELEMENTS (facts); i++) {
        const char *value = facts[i].value != NULL ? facts[i].value
                                                   : tally_bill_page_word (page, TALLY_WORD_DRAFT);

        tally_bill_page_text (page, x, page->y + (double) i * 15, 84, 8.5, FALSE, FALSE,
                              TALLY_INK_DIM, tally_bill_page_word (page, facts[i].word));
        tally_bill_page_text (page, x + 86, page->y + (double) i * 15, RIGHT - x - 86, 8.5, FALSE,
                              FALSE, TALLY_INK_TEXT, value);
    }
    tally_bill_page_text (page, MARGIN, page->y + 14, 240, 11, TRUE, FALSE, TALLY_INK_TEXT,
                          paper->customer);
    tally_bill_page_text (page, MARGIN, page->y + 32, 240, 10, FALSE, FALSE, TALLY_INK_TEXT,
                          paper->address);
    page->y += 6 * 15 + 16;
}

static void
draw_big (TallyBillPage *page,
          double x,
          double width,
          TallyWord word,
          const char *value,
          double size)
{
    tally_bill_page_text (page, x, page->y + 11, width, 8, FALSE, FALSE, TALLY_INK_DIM,
                          tally_bill_page_word (page, word));
    tally_bill_page_text (page, x, page->y + 25 + (20 - size) / 2, width, size, TRUE, FALSE,
                          TALLY_INK_TEXT, value);
}

static void
draw_summary (TallyBillPage *page)
{
    const TallyBillPaper *paper = page->paper;
    g_autofree char *money = tally_bill_page_money (paper->total_minor);
    g_autofree char *amount = g_strdup_printf ("%s %s", paper->currency, money);
    g_autofree char *kwh = tally_number_format (paper->energy_wh, 3, 1,
                                                &(TallyNumberStyle){ ".", "," });
    g_autofree char *used = g_strdup_printf ("%s kWh", kwh);
    gboolean is_to_pay = tally_bill_paper_is_to_pay (paper);

    tally_bill_page_ink (page, TALLY_INK_GROUND);
    cairo_rectangle (page->cr, MARGIN, page->y, RIGHT - MARGIN, 60);
    cairo_fill (page->cr);
    tally_bill_page_ink (page, TALLY_INK_ACCENT);
    cairo_rectangle (page->cr, MARGIN, page->y, 3.5, 60);
    cairo_fill (page->cr);
    draw_big (page, MARGIN + 18, 200, is_to_pay ? TALLY_WORD_AMOUNT_DUE : TALLY_WORD_TOTAL, amount,
              20);
    if (is_to_pay)
        draw_big (page, MARGIN + 232, 110, TALLY_WORD_PAY_BY,
                  paper->due_on != NULL ? paper->due_on : "–", 13);
    draw_big (page, MARGIN + 360, 130, TALLY_WORD_USED, used, 13);
    page->y += 60 + 20;
}

static void
draw_table_head (TallyBillPage *page)
{
    double y = page->y;

    tally_bill_page_text (page, MARGIN, y, 0, 8, TRUE, FALSE, TALLY_INK_DIM,
                          tally_bill_page_word (page, TALLY_WORD_ITEM));
    tally_bill_page_text (page, QUANTITY_X, y, 0, 8, TRUE, TRUE, TALLY_INK_DIM,
                          tally_bill_page_word (page, TALLY_WORD_QUANTITY));
    tally_bill_page_text (page, RATE_X, y, 0, 8, TRUE, TRUE, TALLY_INK_DIM,
                          tally_bill_page_word (page, TALLY_WORD_RATE));
    tally_bill_page_text (page, RIGHT, y, 0, 8, TRUE, TRUE, TALLY_INK_DIM,
                          tally_bill_page_word (page, TALLY_WORD_AMOUNT));
    tally_bill_page_rule (page, y + 15, 0.8, TALLY_INK_DIM);
    page->y += 20;
}

static void
draw_foot (TallyBillPage *page)
{
    const TallyBillPaper *paper = page->paper;
    g_autofree char *hash = g_strdup_printf ("%s %.32s",
                                             tally_bill_page_word (page, TALLY_WORD_VERIFY),
                                             paper->content_hash);
    g_autofree char *number = tally_bill_word_page (paper->is_chinese, page->page, page->n_pages);

    tally_bill_page_text (page, MARGIN, PAGE_HEIGHT - 32, 300, 6.5, FALSE, FALSE, TALLY_INK_DIM,
                          hash);
    tally_bill_page_text (page, RIGHT, PAGE_HEIGHT - 32, 0, 6.5, FALSE, TRUE, TALLY_INK_DIM,
                          number);
}

void
tally_bill_page_turn (TallyBillPage *page)
{
    draw_foot (page);
    cairo_show_page (page->cr);
    page->page++;
    draw_head (page);
}

static void
draw_line (TallyBillPage *page, const TallyBillPaperLine *line)
{
    g_autofree char *amount = tally_bill_page_money (line->amount_minor);
    double width;

    if (page->y > BOTTOM - 30) {
        tally_bill_page_turn (page);
        draw_table_head (page);
    }
    width = tally_bill_page_text (page, MARGIN, page->y, 190, 9, FALSE, FALSE, TALLY_INK_TEXT,
                                  line->title);
    tally_bill_page_text (page, MARGIN + width + 7, page->y + 0.8, 240 - width, 8, FALSE, FALSE,
                          TALLY_INK_DIM, line->detail);
    tally_bill_page_text (page, QUANTITY_X, page->y, 0, 9, FALSE, TRUE, TALLY_INK_TEXT,
                          line->quantity);
    tally_bill_page_text (page, RATE_X, page->y, 0, 9, FALSE, TRUE, TALLY_INK_TEXT, line->rate);
    tally_bill_page_text (page, RIGHT, page->y, 0, 9, FALSE, TRUE, TALLY_INK_TEXT, amount);
    tally_bill_page_rule (page, page->y + 15, 0.4, TALLY_INK_LINE);
    page->y += 18.5;
}

static void
draw_sums (TallyBillPage *page)
{
    const TallyBillPaper *paper = page->paper;
    const struct {
        TallyWord word;
        int64_t minor;
    } sums[] = { { TALLY_WORD_NET, paper->net_minor },
                 { TALLY_WORD_TAX, paper->tax_minor },
                 { TALLY_WORD_TOTAL, paper->total_minor } };

    if (page->y > BOTTOM - 60)
        tally_bill_page_turn (page);
    page->y += 2;
    for (size_t i = paper->tax_minor == 0 ? 2 : 0; i < G_N_ELEMENTS (sums); i++) {
        g_autofree char *money = tally_bill_page_money (sums[i].minor);
        g_autofree char *amount = g_strdup_printf ("%s %s", i == 2 ? paper->currency : "", money);
        gboolean is_total = i == 2;

        tally_bill_page_text (page, RATE_X, page->y, 0, is_total ? 10 : 9, is_total, TRUE,
                              is_total ? TALLY_INK_TEXT : TALLY_INK_DIM,
                              tally_bill_page_word (page, sums[i].word));
        tally_bill_page_text (page, RIGHT, page->y, 0, is_total ? 10 : 9, is_total, TRUE,
                              TALLY_INK_TEXT, amount);
        page->y += 16;
    }
}

static void
draw_estimated (TallyBillPage *page)
{
    g_autofree char *percent = tally_number_format (page->paper->estimated_ppm, 4, 1,
                                                    &TALLY_NUMBER_PLAIN);
    g_autofree char *text = g_strdup_printf (
        "%s: %s %%", tally_bill_page_word (page, TALLY_WORD_ESTIMATED_SHARE), percent);

    tally_bill_page_text (page, MARGIN, page->y - 14, 0, 8, FALSE, FALSE, TALLY_INK_DIM, text);
}

/* Once: as many pages as it takes. */
static void
draw_all (TallyBillPage *page)
{
    const TallyBillPaper *paper = page->paper;
    gboolean is_to_pay = tally_bill_paper_is_to_pay (paper);
    double foot = is_to_pay ? BOTTOM - TALLY_BILL_PAYMENT_HEIGHT : BOTTOM;

    page->page = 1;
    draw_head (page);
    draw_facts (page);
    draw_summary (page);
    draw_table_head (page);
    for (guint i = 0; i < paper->lines->len; i++)
        draw_line (page, &g_array_index (paper->lines, TallyBillPaperLine, i));
    draw_sums (page);
    draw_estimated (page);
    if (page->y + 12 + CHART_LEAST > foot)
        tally_bill_page_turn (page);
    page->y += 12;
    if (paper->days->len > 0)
        tally_bill_page_chart (page, MIN (foot - page->y - 4, CHART_MOST));
    if (is_to_pay)
        tally_bill_page_payment (page);
    tally_bill_page_explain (page);
    draw_foot (page);
    cairo_show_page (page->cr);
}

/* A surface that keeps nothing tells how many pages there are. */
void
tally_bill_pdf_draw (TallyBillPage *page)
{
    cairo_surface_t *nowhere = cairo_pdf_surface_create_for_stream (NULL, NULL, PAGE_WIDTH,
                                                                    PAGE_HEIGHT);
    cairo_t *cr = page->cr;

    page->n_pages = 0;
    page->cr = cairo_create (nowhere);
    draw_all (page);
    cairo_destroy (page->cr);
    cairo_surface_destroy (nowhere);
    page->n_pages = page->page;
    page->cr = cr;
    draw_all (page);
}

static cairo_status_t
on_written (void *closure, const unsigned char *data, unsigned int length)
{
    g_byte_array_append (closure, data, length);
    return CAIRO_STATUS_SUCCESS;
}

static cairo_surface_t *
surface_for (const TallyBillPaper *paper, GByteArray *bytes)
{
    cairo_surface_t *surface = cairo_pdf_surface_create_for_stream (on_written, bytes, PAGE_WIDTH,
                                                                    PAGE_HEIGHT);

    cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, paper->number);
    cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_AUTHOR, paper->company);
    /* A fixed day, so that the same bill is the same file. */
    if (paper->issued_on != NULL) {
        g_autofree char *at = g_strconcat (paper->issued_on, "T00:00:00Z", NULL);

        cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATE_DATE, at);
    }
    return surface;
}

GBytes *
tally_bill_pdf (const TallyBillPaper *paper, const char *pay_url, GError **error)
{
    TallyBillPage page = { .paper = paper, .pay_url = pay_url };
    GByteArray *bytes = g_byte_array_new ();
    cairo_surface_t *surface = surface_for (paper, bytes);
    cairo_status_t status;

    page.cr = cairo_create (surface);
    tally_bill_pdf_draw (&page);
    cairo_destroy (page.cr);
    cairo_surface_finish (surface);
    status = cairo_surface_status (surface);
    cairo_surface_destroy (surface);
    if (status == CAIRO_STATUS_SUCCESS)
        return g_byte_array_free_to_bytes (bytes);
    g_byte_array_unref (bytes);
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_INTERNAL, "bill %s cannot be printed: %s",
                 paper->number, cairo_status_to_string (status));
    return NULL;
}
