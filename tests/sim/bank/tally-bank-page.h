// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/sim/bank/tally-bank-book.h"

G_BEGIN_DECLS

/** tally_bank_page: Returns: (transfer full): the hosted page of @session in HTML */
char *tally_bank_page (const TallyBankSession *session, const char *payee);

/** The page's style sheet. */
extern const char tally_bank_style[];

G_END_DECLS
