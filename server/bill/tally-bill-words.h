// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/number/tally-catalogue.h"

G_BEGIN_DECLS

/* A paper speaks its reader's language, whatever the program's own is, so its
 * words are a table and not the process-wide catalogue; sentences that others have, too, come
 * from a catalogue of its own. */

/** Resource: the project's Chinese catalogue (.mo), which the customers' pages speak by, too. */
#define TALLY_BILL_CHINESE "/org/gridtally/Gridtally/bill/zh_CN.mo"

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
    TALLY_WORD_HISTORY,
    TALLY_WORD_CURVE,
    TALLY_WORD_ALL_HOURS,
    TALLY_WORD_HIGHEST,
    TALLY_WORD_PEAK,
    TALLY_WORD_HOW,
    TALLY_WORD_HOW_ROUNDED,
    TALLY_WORD_SCAN_BANK,
    TALLY_WORD_NOT_ISSUED,
    TALLY_WORD_CANCELLED,
    TALLY_WORD_CANCELLED_BY,
    TALLY_WORD_CREDIT_OF,
    /* Sentences with {places}. */
    TALLY_WORD_TELL_PRODUCT,
    TALLY_WORD_TELL_PART,
    TALLY_WORD_TELL_PERCENT,
    TALLY_N_WORDS
} TallyWord;

const char *tally_bill_word (gboolean is_chinese, TallyWord word);

/**
 * tally_bill_words_catalogue: for sentences that desktop and pages have, too
 *
 * Returns: (transfer none) (nullable): of Chinese; %NULL, without an error, for English
 */
const TallyCatalogue *tally_bill_words_catalogue (gboolean is_chinese, GError **error);

/** tally_bill_word_tier: Returns: (transfer full): "tier 2" */
char *tally_bill_word_tier (gboolean is_chinese, int tier);

/** tally_bill_word_page: Returns: (transfer full): "Page 1 of 2" */
char *tally_bill_word_page (gboolean is_chinese, int page, int n_pages);

G_END_DECLS
