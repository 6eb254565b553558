// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/api/tally-answer.h"

#include "shared/error/tally-error.h"
#include "shared/wire/tally-wire-problem.h"

#include <glib/gi18n.h>

static int
code_of_word (const char *word, guint status)
{
    for (int code = 0; code < TALLY_ERROR_N_CODES; code++) {
        g_autoptr(GError) error = g_error_new_literal (TALLY_ERROR, code, "");

        if (g_strcmp0 (word, tally_error_to_wire (error)) == 0)
            return code;
    }
    return status >= 500 ? TALLY_ERROR_OFFLINE : TALLY_ERROR_INTERNAL;
}

/* What the server said, when it said it in our words; else what the status means. */
void
tally_answer_set_problem (SoupMessage *message, GBytes *body, GError **error)
{
    guint status = soup_message_get_status (message);
    size_t length = 0;
    const char *text = g_bytes_get_data (body, &length);
    g_autoptr(JsonNode) node = tally_wire_parse (text, length, TALLY_WIRE_MAX_ANSWER, NULL);
    g_autoptr(TallyWireProblem) problem = NULL;

    if (node != NULL)
        problem = tally_wire_problem_from_json (node, TALLY_WIRE_ANSWER, NULL);
    if (problem == NULL || problem->message == NULL)
        g_set_error (error, TALLY_ERROR, code_of_word (NULL, status),
                     _ ("The server answered with status %u."), status);
    else
        g_set_error_literal (error, TALLY_ERROR, code_of_word (problem->error, status),
                             problem->message);
}

gboolean
tally_answer_is_away (SoupMessage *message, const GError *reason)
{
    guint status = soup_message_get_status (message);

    if (reason != NULL)
        return reason->domain != G_TLS_ERROR
               && !g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    return status == SOUP_STATUS_BAD_GATEWAY || status == SOUP_STATUS_GATEWAY_TIMEOUT;
}

static gboolean
is_this_machine (const char *host)
{
    g_autoptr(GInetAddress) address = g_inet_address_new_from_string (host);

    return g_str_equal (host, "localhost")
           || (address != NULL && g_inet_address_get_is_loopback (address));
}

gboolean
tally_answer_check_address (const char *address, GError **error)
{
    g_autoptr(GUri) uri = g_uri_parse (address, SOUP_HTTP_URI_FLAGS, NULL);
    const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;
    const char *scheme = uri != NULL ? g_uri_get_scheme (uri) : "";

    if (host == NULL || *host == '\0'
        || (!g_str_equal (scheme, "https") && !g_str_equal (scheme, "http"))) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                             _ ("Write the server as https://name or https://name:port."));
        return FALSE;
    }
    if (g_str_equal (scheme, "http") && !is_this_machine (host)) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                             _ ("Other machines are only spoken to over https."));
        return FALSE;
    }
    return TRUE;
}
