// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/bill/tally-bill-paper.h"

G_BEGIN_DECLS

/**
 * tally_bill_pdf:
 * @paper: what to print
 * @pay_url: (nullable): where its QR code leads to; %NULL: it holds the number,
 *   amount and due day as text
 * @error: return location
 *
 * Prints a bill on A4: what is owed and by when, the lines, the use by day, and
 * a part to pay with. The same paper gives the same bytes. May take some ten
 * milliseconds: call it in a worker thread.
 *
 * Returns: (transfer full): the PDF, or %NULL
 */
GBytes *tally_bill_pdf (const TallyBillPaper *paper, const char *pay_url, GError **error);

G_END_DECLS
