// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TallyHttpHead:
 * @method: as sent
 * @target: path and query as sent
 * @n_hosts: number of Host headers
 * @has_encoding: Transfer-Encoding was sent
 * @n_lengths: number of Content-Length headers
 *
 * What the rules need to know of the head of a request.
 */
typedef struct {
    const char *method;
    const char *target;
    guint n_hosts;
    guint n_lengths;
    gboolean has_encoding;
} TallyHttpHead;

/**
 * tally_http_rule_check:
 * @head: of a request
 * @reason: (out): a word for the counters and the answer, such as "host"
 *
 * The rules a request must keep before anything else looks at it: exactly one Host, never
 * two ways to say how long the body is, a known method, a path of at most 2 KB that starts
 * with a slash and, decoded, neither climbs (`..`) nor hides a slash, a backslash or a
 * control character.
 *
 * Returns: 0, or the status to refuse with
 */
guint tally_http_rule_check (const TallyHttpHead *head, const char **reason);

/** tally_http_rule_is_loopback: Returns: whether @host is "localhost", 127.x.x.x or ::1 */
gboolean tally_http_rule_is_loopback (const char *host);

/**
 * tally_http_rule_origin_is_own:
 * @origin: an Origin header
 * @scheme: "http" or "https", as the client speaks
 * @host: the Host header
 *
 * Returns: whether @origin is @scheme://@host
 */
gboolean tally_http_rule_origin_is_own (const char *origin, const char *scheme, const char *host);

/** tally_http_rule_language: Returns: "zh_CN" when @accepted prefers Chinese to English, or "en" */
const char *tally_http_rule_language (const char *accepted);

G_END_DECLS
