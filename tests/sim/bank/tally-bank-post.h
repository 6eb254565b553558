// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/sim/bank/tally-bank-book.h"

G_BEGIN_DECLS

/**
 * TallyBankPostRules:
 * @url: where webhooks go
 * @secret: what they are signed with
 * @retry_ms: pause before the first repetition; it doubles each time, up to 60 s
 * @delay_ms: before each delivery
 * @n_drop: how many deliveries are lost on the way
 * @n_copies: how often each is sent: 1, or more for duplicates
 */
typedef struct {
    const char *url;
    const char *secret;
    int retry_ms;
    int delay_ms;
    int n_drop;
    int n_copies;
} TallyBankPostRules;

/**
 * TallyBankPost:
 *
 * Delivers notices until the merchant has taken them.
 */
typedef struct _TallyBankPost TallyBankPost;

/** tally_bank_post_new: also delivers what an earlier life of the bank could not */
TallyBankPost *tally_bank_post_new (TallyBankBook *book, const TallyBankPostRules *rules);
void tally_bank_post_send (TallyBankPost *post, TallyBankNotice *notice);
void tally_bank_post_free (TallyBankPost *post);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallyBankPost, tally_bank_post_free)

G_END_DECLS
