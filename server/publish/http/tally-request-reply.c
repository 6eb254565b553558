// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/publish/http/tally-http-header.h"
#include "server/publish/http/tally-http-private.h"
#include "shared/error/tally-error.h"
#include "shared/wire/tally-wire-problem.h"

#include <string.h>

static SoupMessageHeaders *
answer_headers (TallyRequest *self)
{
    return soup_server_message_get_response_headers (self->message);
}

gboolean
tally_request_begin (TallyRequest *self, guint status)
{
    /* The handler was slower than the time limit. */
    if (self->is_late && self->is_answered)
        return FALSE;
    g_return_val_if_fail (!self->is_answered, FALSE);

    self->is_answered = TRUE;
    if (self->is_over)
        return FALSE;
    soup_server_message_set_status (self->message, status, NULL);
    soup_message_headers_replace (answer_headers (self), "X-Request-Id", self->id);
    return TRUE;
}

/* libsoup answers when it has read all of a request. Who is refused before that is answered here,
 * and the rest of what he sends is not read. */
static void
answer_early (TallyRequest *self, guint status, const char *type, const char *data, gsize length)
{
    GString *text = g_string_new (NULL);
    SoupMessageHeadersIter iter;
    const char *name;
    const char *value;

    g_string_append_printf (text, "HTTP/1.1 %u %s\r\n", status, soup_status_get_phrase (status));
    soup_message_headers_iter_init (&iter, answer_headers (self));
    while (soup_message_headers_iter_next (&iter, &name, &value))
        g_string_append_printf (text, "%s: %s\r\n", name, value);
    g_string_append_printf (text, "Content-Type: %s\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n\r\n",
                            type, length);
    g_string_append_len (text, data, (gssize) length);
    tally_http_log_access (self->http, self->message, self, status);
    tally_http_connections_refuse (self->message, text->str);
    g_string_free (text, TRUE);
}

/* @data is taken. */
static void
answer (TallyRequest *self, guint status, const char *type, char *data, gsize length)
{
    if (!tally_request_begin (self, status)) {
        g_free (data);
        return;
    }
    if (!self->is_asked) {
        answer_early (self, status, type, data, length);
        g_free (data);
        return;
    }
    soup_server_message_set_response (self->message, type, SOUP_MEMORY_TAKE, data, length);
    soup_server_message_unpause (self->message);
}

void
tally_request_set_header (TallyRequest *self, const char *name, const char *value)
{
    soup_message_headers_replace (answer_headers (self), name, value);
}

const char *
tally_request_session_cookie (TallyRequest *self)
{
    return self->http->is_plain ? "sid" : "__Host-sid";
}

void
tally_request_set_cookie (TallyRequest *self, const char *name, const char *value)
{
    gboolean is_session = g_str_equal (name, "sid");
    g_autofree char *cookie = NULL;

    cookie = g_strdup_printf ("%s=%s; Path=/; HttpOnly; SameSite=Lax%s%s",
                              is_session ? tally_request_session_cookie (self) : name,
                              value != NULL ? value : "", self->http->is_plain ? "" : "; Secure",
                              value != NULL ? "" : "; Max-Age=0");
    soup_message_headers_append (answer_headers (self), "Set-Cookie", cookie);
}

void
tally_request_reply_json (TallyRequest *self, guint status, JsonNode *node)
{
    g_autoptr(JsonNode) taken = node;
    char *text = tally_wire_to_text (taken);

    answer (self, status, "application/json", text, strlen (text));
}

void
tally_request_reply_html (TallyRequest *self, guint status, char *html)
{
    g_autofree char *policy = tally_http_header_page_policy (self->http->form_targets);

    tally_request_set_header (self, "Content-Security-Policy", policy);
    tally_request_set_header (self, "Content-Language",
                              g_str_equal (tally_request_get_language (self), "zh_CN") ? "zh-CN"
                                                                                       : "en");
    answer (self, status, "text/html; charset=utf-8", html, strlen (html));
}

/* What a person made may hold anything: never let a browser run it. */
static void
attach (TallyRequest *self, const char *file_name)
{
    g_autofree char *plain = g_strdup (file_name);
    g_autofree char *disposition = NULL;

    g_strcanon (plain, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.", '_');
    disposition = g_strdup_printf ("attachment; filename=\"%s\"", plain);
    tally_request_set_header (self, "Content-Disposition", disposition);
    tally_request_set_header (self, "Content-Security-Policy", "default-src 'none'; sandbox");
}

void
tally_request_reply_bytes (TallyRequest *self,
                           const char *content_type,
                           GBytes *bytes,
                           const char *file_name,
                           guint max_age_s)
{
    gsize length;
    const char *data = g_bytes_get_data (bytes, &length);

    if (file_name != NULL)
        attach (self, file_name);
    if (max_age_s > 0) {
        g_autofree char *kept = g_strdup_printf ("public, max-age=%u", max_age_s);

        tally_request_set_header (self, "Cache-Control", kept);
    }
    answer (self, 200, content_type, g_memdup2 (data, length), length);
}

void
tally_request_reply_redirect (TallyRequest *self, const char *location)
{
    tally_request_set_header (self, "Location", location);
    tally_request_reply_empty (self, SOUP_STATUS_SEE_OTHER);
}

void
tally_request_reply_empty (TallyRequest *self, guint status)
{
    if (!tally_request_begin (self, status))
        return;
    if (self->is_asked)
        soup_server_message_unpause (self->message);
    else
        answer_early (self, status, "text/plain", "", 0);
}

static const char *
word_of_status (guint status)
{
    switch (status) {
    case 401:
    case 403:
        return "forbidden";
    case 404:
        return "not-found";
    case 409:
        return "exists";
    case 429:
    case 503:
        return "busy";
    default:
        return status < 500 ? "invalid" : "internal";
    }
}

void
tally_request_reply_problem (TallyRequest *self,
                             guint status,
                             const char *word,
                             const char *message,
                             const char *field)
{
    TallyHttp *http = self->http;
    TallyWireProblem problem = {
        .error = (char *) (word != NULL ? word : word_of_status (status)),
        .message = (char *) message,
        .field = (char *) field,
    };

    if ((self->entry == NULL || self->entry->access.is_page) && http->make_problem_page != NULL)
        tally_request_reply_html (self, status,
                                  http->make_problem_page (self, status, message,
                                                           http->problem_page_data));
    else
        tally_request_reply_json (self, status, tally_wire_problem_to_json (&problem));
}

/* Messages of PostgreSQL begin with their statement's name and SQLSTATE: not for clients. */
static gboolean
is_for_clients (const GError *error)
{
    if (error->domain != TALLY_ERROR)
        return FALSE;
    switch ((TallyError) error->code) {
    case TALLY_ERROR_INVALID:
    case TALLY_ERROR_NOT_FOUND:
    case TALLY_ERROR_EXISTS:
    case TALLY_ERROR_FORBIDDEN:
    case TALLY_ERROR_OVERFLOW:
        return !g_regex_match_simple ("(^|[^0-9A-Z])[0-9A-Z]{5}: |\\.sql", error->message, 0, 0);
    case TALLY_ERROR_BUSY:
    case TALLY_ERROR_OFFLINE:
    case TALLY_ERROR_INTERNAL:
    case TALLY_ERROR_N_CODES:
    default:
        return FALSE;
    }
}

/* "points[1].point_id: a whole number is expected" names a field before its colon. */
static char *
field_of (const GError *error)
{
    size_t length = strspn (error->message, "abcdefghijklmnopqrstuvwxyz0123456789_.[]");

    if (!g_error_matches (error, TALLY_ERROR, TALLY_ERROR_INVALID)
        || !g_str_has_prefix (error->message + length, ": "))
        return NULL;
    return g_strndup (error->message, length);
}

void
tally_request_reply_error (TallyRequest *self, const GError *error)
{
    g_autofree char *field = NULL;
    const char *word = tally_error_to_wire (error);
    gboolean is_open = is_for_clients (error);
    guint status = tally_error_to_status (error);

    g_info ("%s %s %s: %s", self->id, tally_request_get_method (self),
            tally_request_get_path (self), error->message);
    if (status == 503)
        tally_request_set_header (self, "Retry-After", "5");
    field = is_open ? field_of (error) : NULL;
    tally_request_reply_problem (self, status, word, is_open ? error->message : word, field);
}
