// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/publish/http/tally-http-private.h"
#include "server/publish/http/tally-http-rule-calc.h"
#include "shared/error/tally-error.h"

#include <sodium.h>
#include <string.h>

static const struct {
    int64_t per_account;
    int64_t per_address;
} limits[] = {
    [TALLY_RATE_API] = { 120, 300 }, [TALLY_RATE_LOGIN] = { 5, 20 },
    [TALLY_RATE_CHAT] = { 20, 40 },  [TALLY_RATE_UPLOAD] = { 10, 20 },
    [TALLY_RATE_PAY] = { 6, 12 },    [TALLY_RATE_NONE] = { 0, 0 },
};

static gboolean
take (TallyRequest *request, TallyRate rate, const char *kind, const char *who, int64_t per_minute)
{
    TallyHttp *http = request->http;
    g_autofree char *key = g_strdup_printf ("%d %s %s", rate, kind, who);
    g_autofree char *retry_after = NULL;
    int64_t retry_after_s;

    if (per_minute == 0)
        return TRUE;
    if (tally_http_rates_take (http->rates, key, per_minute, g_get_monotonic_time (),
                               &retry_after_s))
        return TRUE;
    http->n_limited++;
    retry_after = g_strdup_printf ("%" G_GINT64_FORMAT, retry_after_s);
    tally_request_set_header (request, "Retry-After", retry_after);
    tally_request_reply_problem (request, 429, NULL, "too many requests", NULL);
    return FALSE;
}

gboolean
tally_http_count_account (TallyRequest *request, TallyRate rate, const char *account)
{
    return take (request, rate, "account", account, limits[rate].per_account);
}

static const char *
bearer_of (TallyRequest *request)
{
    const char *header = tally_request_get_header (request, "Authorization");

    if (header == NULL || g_ascii_strncasecmp (header, "Bearer ", 7) != 0)
        return NULL;
    return header + 7;
}

/* A browser names the page a change comes from; other programs name none. */
static gboolean
is_of_our_origin (TallyRequest *request, gboolean is_needed)
{
    const char *origin = tally_request_get_header (request, "Origin");
    const char *host = tally_request_get_header (request, "Host");

    if (origin == NULL)
        return !is_needed;
    return tally_http_rule_origin_is_own (origin, request->is_secure ? "https" : "http", host);
}

static gboolean
repeats_csrf (TallyRequest *request)
{
    const char *csrf = tally_request_get_csrf (request);
    const char *sent = tally_request_get_header (request, "X-CSRF-Token");

    if (sent == NULL)
        sent = tally_request_get_form (request, "csrf");
    return sent != NULL && csrf[0] != '\0' && strlen (sent) == strlen (csrf)
           && sodium_memcmp (sent, csrf, strlen (csrf)) == 0;
}

/* What a cookie authorises, another site could have asked for. */
static gboolean
is_own_change (TallyRequest *request)
{
    gboolean is_cookie = request->session != NULL && bearer_of (request) == NULL;

    if (!tally_request_is_change (request) || request->entry->access.who == TALLY_WHO_SIGNED)
        return TRUE;
    if (!is_of_our_origin (request, is_cookie)) {
        tally_request_reply_problem (request, 403, NULL, "the request comes from another site",
                                     NULL);
        return FALSE;
    }
    if (is_cookie && !repeats_csrf (request)) {
        tally_request_reply_problem (request, 403, NULL, "the CSRF token is missing or wrong",
                                     NULL);
        return FALSE;
    }
    return TRUE;
}

/* Before a large body is read: from here on it is. */
static void
let_in (TallyRequest *request)
{
    request->is_let_in = TRUE;
    if (!request->is_over)
        soup_server_message_unpause (request->message);
}

static void
call (TallyRequest *request)
{
    const TallyHttpEntry *entry = request->entry;

    if (!request->is_asked)
        let_in (request);
    else if (is_own_change (request))
        entry->handler (request, entry->user_data);
}

static void
ask_to_sign_in (TallyRequest *request)
{
    TallyHttp *http = request->http;

    if (request->entry->access.who == TALLY_WHO_ANYONE_KNOWN) {
        call (request);
        return;
    }
    if (request->entry->access.is_page && http->sign_in != NULL) {
        tally_request_reply_redirect (request, http->sign_in);
        return;
    }
    tally_request_set_header (request, "WWW-Authenticate", "Bearer");
    tally_request_reply_problem (request, 401, NULL, "sign in first", NULL);
}

static void
check_role (TallyRequest *request)
{
    const TallyAccess *access = &request->entry->access;
    const TallySession *session = request->session;

    if (access->rate != TALLY_RATE_NONE
        && !tally_http_count_account (request, access->rate, session->person_id))
        return;
    if (access->who == TALLY_WHO_STAFF && !tally_role_may (session->role, access->act)) {
        tally_request_reply_problem (request, 403, NULL, "your role may not do this", NULL);
        return;
    }
    call (request);
}

static void
on_session_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(TallyRequest) request = user_data;
    g_autoptr(GError) error = NULL;

    request->session = tally_guard_find_finish (TALLY_GUARD (source), result, &error);
    if (request->session != NULL)
        check_role (request);
    else if (g_error_matches (error, TALLY_ERROR, TALLY_ERROR_NOT_FOUND))
        ask_to_sign_in (request);
    else
        tally_request_reply_error (request, error);
}

static void
find_session (TallyRequest *request)
{
    g_autofree char *cookie = NULL;
    const char *token = bearer_of (request);

    if (token == NULL)
        token = cookie = tally_request_get_cookie (request, tally_request_session_cookie (request));
    if (token == NULL || request->http->guard == NULL) {
        ask_to_sign_in (request);
        return;
    }
    tally_guard_find_async (request->http->guard, token, on_session_found, g_object_ref (request));
}

void
tally_http_gate (TallyHttp *self, TallyRequest *request)
{
    const TallyAccess *access = &request->entry->access;

    if (request->is_let_in) {
        call (request);
        return;
    }
    if (!take (request, access->rate, "address", request->address,
               limits[access->rate].per_address))
        return;
    if (access->who == TALLY_WHO_ANYONE || access->who == TALLY_WHO_SIGNED)
        call (request);
    else
        find_session (request);
}
