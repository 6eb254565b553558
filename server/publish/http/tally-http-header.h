// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/**
 * tally_http_header_secure:
 * @headers: of an answer
 * @is_plain: there is no TLS anywhere: no HSTS
 *
 * Sets what every answer carries, errors included; a page replaces the content policy.
 */
void tally_http_header_secure (SoupMessageHeaders *headers, gboolean is_plain);

/** tally_http_header_page_policy: Returns: (transfer full): the content policy of our pages */
char *tally_http_header_page_policy (const char *form_targets);

/**
 * tally_http_header_refusal:
 * @status: for example 413
 * @message: for a person
 * @is_plain: as above
 *
 * Returns: (transfer full): a whole HTTP answer that ends the connection, for a request that
 *   is not read to its end
 */
char *tally_http_header_refusal (guint status, const char *message, gboolean is_plain);

G_END_DECLS
