// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/bill/tally-bill-paper.h"

G_BEGIN_DECLS

/**
 * tally_bill_pdf:
 * @paper: what to print
 * @pay_url: (nullable): where its QR code leads to; %NULL: it holds the number,
 *   amount and due day as text. A company with an IBAN that bills in euros has a credit
 *   transfer there (EPC069-12) instead
 * @error: return location
 *
 * Prints a bill on A4: what is owed and by when, the lines, the use by day, and
 * a part to pay with; then the load curve by band, the use by month, and how each line was
 * computed. The same paper gives the same bytes. May take some ten
 * milliseconds: call it in a worker thread.
 *
 * Returns: (transfer full): the PDF, or %NULL
 */
GBytes *tally_bill_pdf (const TallyBillPaper *paper, const char *pay_url, GError **error);

/** tally_bill_pdf_epc: Returns: (transfer full) (nullable): the payload of the code a banking app
 *   scans; %NULL without an IBAN, for other currencies, and where nothing is owed */
char *tally_bill_pdf_epc (const TallyBillPaper *paper);

/** TallyBillBook: many bills in one file, each with a bookmark */
typedef struct _TallyBillBook TallyBillBook;

/** tally_bill_book_new: @path: appears, whole, when the book is closed; nothing before */
TallyBillBook *tally_bill_book_new (const char *path, GError **error);

/** tally_bill_book_add: one bill on pages of its own, numbered from one */
void tally_bill_book_add (TallyBillBook *book, const TallyBillPaper *paper);

/** tally_bill_book_close: Returns: %FALSE when it could not be written; nothing is left then */
gboolean tally_bill_book_close (TallyBillBook *book, GError **error);

/** tally_bill_book_free: of one that was not closed, nothing is left */
void tally_bill_book_free (TallyBillBook *book);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallyBillBook, tally_bill_book_free)

G_END_DECLS
