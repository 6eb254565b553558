// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/bill/tally-bill-book-step.h"

#include "server/bill/tally-bill-paper.h"
#include "server/bill/tally-bill-pdf.h"

gboolean
tally_bill_book_step_write (TallyDb *db, const TallyBillBookOrder *order, GError **error)
{
    g_autoptr(TallyBillBook) book = tally_bill_book_new (order->path, error);

    if (book == NULL)
        return FALSE;
    for (guint i = 0; i < order->numbers->len; i++) {
        g_autoptr(TallyBillPaper) paper = NULL;

        if (g_cancellable_set_error_if_cancelled (order->cancellable, error))
            return FALSE;
        paper = tally_bill_store_load_paper (db, order->numbers->pdata[i], order->language, error);
        if (paper == NULL)
            return FALSE;
        tally_bill_book_add (book, paper);
        if (order->progress != NULL)
            order->progress (i + 1, order->numbers->len, order->progress_data);
    }
    return !g_cancellable_set_error_if_cancelled (order->cancellable, error)
           && tally_bill_book_close (book, error);
}
