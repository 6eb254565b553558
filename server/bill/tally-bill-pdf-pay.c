// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/bill/tally-bill-pdf-private.h"
#include "server/bill/tally-bill-pdf.h"

#include "shared/number/tally-number.h"

#include <qrencode.h>

/* EPC069-12: amounts from a cent to a thousand million less one. */
#define EPC_MOST G_GINT64_CONSTANT (99999999999)

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

char *
tally_bill_pdf_epc (const TallyBillPaper *paper)
{
    g_autofree char *amount = tally_number_format (paper->total_minor, 2, 2, &TALLY_NUMBER_PLAIN);

    if (!tally_bill_paper_is_to_pay (paper) || paper->iban == NULL
        || g_strcmp0 (paper->currency, "EUR") != 0 || paper->total_minor > EPC_MOST)
        return NULL;
    /* Service tag, version, UTF-8, identification, BIC, name, IBAN, amount, purpose,
     * structured reference, text. */
    return g_strdup_printf ("BCD\n002\n1\nSCT\n%s\n%s\n%s\nEUR%s\n\n\n%s",
                            paper->bic != NULL ? paper->bic : "",
                            paper->payee != NULL ? paper->payee : paper->company, paper->iban,
                            amount, paper->number);
}

static char *
code_text (const TallyBillPage *page)
{
    g_autofree char *epc = tally_bill_pdf_epc (page->paper);

    const TallyBillPaper *paper = page->paper;
    g_autofree char *amount = tally_number_format (paper->total_minor, 2, 2, &TALLY_NUMBER_PLAIN);

    if (epc != NULL)
        return g_steal_pointer (&epc);
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

/* In groups of four, as banks print it. */
static void
draw_iban (TallyBillPage *page, double x, double y)
{
    g_autoptr(GString) groups = g_string_new (NULL);

    for (const char *at = page->paper->iban; *at != '\0'; at++) {
        if (groups->len % 5 == 4)
            g_string_append_c (groups, ' ');
        g_string_append_c (groups, *at);
    }
    tally_bill_page_text (page, x, y, 150, 7.5, FALSE, FALSE, TALLY_INK_DIM, "IBAN");
    tally_bill_page_text (page, x, y + 11, 170, 9, FALSE, FALSE, TALLY_INK_TEXT, groups->str);
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
    g_autofree char *epc = tally_bill_pdf_epc (paper);
    const double dashes[] = { 4, 3 };

    tally_bill_page_ink (page, TALLY_INK_DIM);
    cairo_set_line_width (page->cr, 0.6);
    cairo_set_dash (page->cr, dashes, 2, 0);
    cairo_move_to (page->cr, 0, top);
    cairo_line_to (page->cr, PAGE_WIDTH, top);
    cairo_stroke (page->cr);
    cairo_set_dash (page->cr, NULL, 0, 0);

    draw_code (page, MARGIN, top + 22, 112, code);
    /* Four modules around a code stay empty, or it is not found. */
    tally_bill_page_text (page, MARGIN, top + 148, 130, 8, FALSE, FALSE, TALLY_INK_DIM,
                          tally_bill_page_word (page, epc != NULL ? TALLY_WORD_SCAN_BANK
                                                                  : TALLY_WORD_SCAN));
    tally_bill_page_text (page, x, top + 18, 0, 12, TRUE, FALSE, TALLY_INK_TEXT,
                          tally_bill_page_word (page, TALLY_WORD_PAYMENT));
    draw_field (page, x, top + 44, 180, TALLY_WORD_PAYEE,
                paper->payee != NULL ? paper->payee : paper->company);
    draw_field (page, x, top + 78, 180, TALLY_WORD_REFERENCE, paper->number);
    draw_field (page, x, top + 112, 180, TALLY_WORD_ACCOUNT, paper->account);
    draw_field (page, x + 200, top + 44, 150, TALLY_WORD_PAY_BY,
                paper->due_on != NULL ? paper->due_on : "–");
    if (paper->iban != NULL)
        draw_iban (page, x + 200, top + 112);
    tally_bill_page_text (page, x + 200, top + 78, 150, 7.5, FALSE, FALSE, TALLY_INK_DIM,
                          tally_bill_page_word (page, TALLY_WORD_AMOUNT_DUE));
    tally_bill_page_text (page, x + 200, top + 89, 155, 17, TRUE, FALSE, TALLY_INK_TEXT, amount);
}
