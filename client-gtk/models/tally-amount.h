// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

/**
 * tally_amount_parse:
 * @text: as a person types it, with the separators of the language
 * @decimals: places kept; a finer amount is refused, never rounded
 * @value: (out): @text × 10^@decimals
 *
 * Refuses rather than guesses: "1,5" is no number where the comma groups thousands.
 *
 * Returns: whether @text is such an amount, zero or more
 */
gboolean tally_amount_parse (const char *text, int decimals, int64_t *value);

G_END_DECLS
