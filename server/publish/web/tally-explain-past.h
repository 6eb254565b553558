// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/bill/tally-bill-make-calc.h"
#include "server/publish/web/tally-account-book.h"

G_BEGIN_DECLS

/* An issued bill priced again by what bill runs price with, from what it was made of, so that its
 * lines are explained by just what they came from: the book of an account is made into what
 * tally-bill-again.h prices. Pure. */

/**
 * TallyExplainPast: which bill
 * @month: it is of
 * @agreement_id, @days, @version, @tariff_code: of the bill
 * @made_of: (nullable): as tally-bill-inputs-calc.h has it; %NULL: it was not kept, and what is
 *   known today stands for it
 * @market: (nullable): what "bill/past-market" gives
 */
typedef struct {
    TallyDays month;
    int64_t agreement_id;
    TallyDays days;
    int32_t version;
    const char *tariff_code;
    const char *made_of;
    const char *market;
} TallyExplainPast;

/**
 * tally_explain_past_book:
 * @results: (element-type PGresult): of tally_account_ask() for the bill
 *
 * Returns: (transfer full): with the versions of the days that the bill was made of; %NULL with
 *   %TALLY_ERROR_INVALID
 */
TallyAccountBook *tally_explain_past_book (const TallyExplainPast *past,
                                           GPtrArray *results,
                                           GError **error);

/**
 * tally_explain_past_price:
 * @book: of tally_explain_past_book()
 * @look: sees each line in the order of the bill; none when nothing can be priced
 *
 * Returns: %FALSE with %TALLY_ERROR_INVALID, %TALLY_ERROR_OVERFLOW, or what @look says
 */
gboolean tally_explain_past_price (const TallyExplainPast *past,
                                   const TallyAccountBook *book,
                                   TallyBillLook look,
                                   gpointer user_data,
                                   GError **error);

/** tally_explain_past_entry: Returns: (nullable): the bill's agreement */
const TallyBookEntry *tally_explain_past_entry (const TallyExplainPast *past,
                                                const TallyAccountBook *book);

G_END_DECLS
