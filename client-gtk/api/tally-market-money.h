// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The currency of the districts that whoever signed in works for, which headings of amounts name.
 * As with the market's time, a program has one. */

/** tally_market_money_set: @code: (nullable): such as "EUR"; %NULL: they differ, or nobody is in */
void tally_market_money_set (const char *code);

/** tally_market_money_code: Returns: (transfer none) (nullable) */
const char *tally_market_money_code (void);

/** tally_market_money_name: @code: (nullable); Returns: (transfer none): as people write it;
 *   "¤" for none */
const char *tally_market_money_name (const char *code);

/**
 * tally_market_money_say:
 * @message: marked with N_(), with the place "{currency}", or without
 * @code: (nullable): of what is shown; %NULL: the market's
 *
 * Returns: (transfer none): in the user's language; kept as long as the program
 */
const char *tally_market_money_say (const char *message, const char *code);

G_END_DECLS
