// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/bill/tally-bill-step.h"

G_BEGIN_DECLS

/**
 * TallyBillBookOrder: bills on paper, one after the other, in one file
 * @numbers: (element-type utf8): of the bills, in the order of the pages
 * @language: (nullable): "en" or "zh_CN"; %NULL: each customer's own
 * @path: of the file; it appears, whole, at the end
 * @cancellable: (nullable): ends it before the next bill
 * @progress: (nullable): told after each bill
 */
typedef struct {
    const GPtrArray *numbers;
    const char *language;
    const char *path;
    GCancellable *cancellable;
    TallyBillProgress progress;
    gpointer progress_data;
} TallyBillBookOrder;

/**
 * tally_bill_book_step_write:
 * @db: a connection that may read what is on the bills
 *
 * Returns: %FALSE with the error, or with %G_IO_ERROR_CANCELLED; nothing is left then
 */
gboolean tally_bill_book_step_write (TallyDb *db, const TallyBillBookOrder *order, GError **error);

G_END_DECLS
