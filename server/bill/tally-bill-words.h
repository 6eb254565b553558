// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A paper speaks its reader's language, whatever the program's own is, so its
 * words are a table and not the process-wide catalogue. */

typedef enum {
    TALLY_WORD_BILL,
    TALLY_WORD_CREDIT_NOTE,
    TALLY_WORD_DRAFT,
    TALLY_WORD_NUMBER,
    TALLY_WORD_ACCOUNT,
    TALLY_WORD_POINT,
    TALLY_WORD_TARIFF,
    TALLY_WORD_PERIOD,
    TALLY_WORD_ISSUED,
    TALLY_WORD_DUE,
    TALLY_WORD_AMOUNT_DUE,
    TALLY_WORD_PAY_BY,
    TALLY_WORD_USED,
    TALLY_WORD_A_DAY,
    TALLY_WORD_ITEM,
    TALLY_WORD_QUANTITY,
    TALLY_WORD_RATE,
    TALLY_WORD_AMOUNT,
    TALLY_WORD_NET,
    TALLY_WORD_TAX,
    TALLY_WORD_TOTAL,
    TALLY_WORD_USE_BY_DAY,
    TALLY_WORD_MEASURED,
    TALLY_WORD_ESTIMATED,
    TALLY_WORD_ESTIMATED_SHARE,
    TALLY_WORD_PAYMENT,
    TALLY_WORD_SCAN,
    TALLY_WORD_PAYEE,
    TALLY_WORD_REFERENCE,
    TALLY_WORD_VERIFY,
    TALLY_WORD_MONTHS,
    TALLY_WORD_DAYS,
    TALLY_N_WORDS
} TallyWord;

const char *tally_bill_word (gboolean is_chinese, TallyWord word);

/** tally_bill_word_tier: Returns: (transfer full): "tier 2" */
char *tally_bill_word_tier (gboolean is_chinese, int tier);

/** tally_bill_word_page: Returns: (transfer full): "Page 1 of 2" */
char *tally_bill_word_page (gboolean is_chinese, int page, int n_pages);

G_END_DECLS
