// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/** tally_answer_set_problem: what the server said, in its words; else what the status means */
void tally_answer_set_problem (SoupMessage *message, GBytes *body, GError **error);

/**
 * tally_answer_is_away:
 * @reason: (nullable): of no answer at all
 *
 * Returns: whether the server cannot be reached: no connection, or a proxy that says so. A
 *   certificate that is not trusted is something else.
 */
gboolean tally_answer_is_away (SoupMessage *message, const GError *reason);

/** tally_answer_check_address: Returns: %FALSE with %TALLY_ERROR_INVALID: no server, or unsafe */
gboolean tally_answer_check_address (const char *address, GError **error);

G_END_DECLS
