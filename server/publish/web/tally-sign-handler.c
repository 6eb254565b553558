// SPDX-License-Identifier: GPL-3.0-or-later
/* Signing in and out, and the language. */
#include "server/publish/web/tally-web-private.h"
#include "shared/error/tally-error.h"

static const TallyAccess known = {
    .who = TALLY_WHO_ANYONE_KNOWN,
    .is_page = TRUE,
};
static const TallyAccess signing_in = {
    .who = TALLY_WHO_ANYONE,
    .rate = TALLY_RATE_LOGIN,
    .is_page = TRUE,
};

static void
show_form (TallyWeb *web, TallyRequest *request, guint status, const char *fault)
{
    const TallyWebText *text = tally_web_text_of (web, request);
    const char *login = tally_request_get_form (request, "login");
    JsonObject *data = json_object_new ();

    json_object_set_string_member (data, "login", login != NULL ? login : "");
    if (fault != NULL)
        json_object_set_string_member (data, "fault", tally_web_text_say (text, fault));
    tally_web_reply (web, request, status, "sign-in", tally_web_text_say (text, N_ ("Sign in")),
                     data);
}

static void
ask_who (TallyRequest *request, gpointer user_data)
{
    if (tally_request_get_session (request) != NULL)
        tally_request_reply_redirect (request, "/");
    else
        show_form (user_data, request, 200, NULL);
}

typedef struct {
    TallyWeb *web;
    TallyRequest *request;
} Attempt;

static void
on_signed_in (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autofree Attempt *attempt = user_data;
    g_autoptr(TallyRequest) request = attempt->request;
    g_autoptr(GError) error = NULL;
    g_autoptr(TallySession) session = NULL;

    session = tally_guard_sign_in_finish (TALLY_GUARD (source), result, &error);
    if (session != NULL) {
        tally_request_set_cookie (request, "sid", session->token);
        tally_request_reply_redirect (request, "/");
    } else if (g_error_matches (error, TALLY_ERROR, TALLY_ERROR_FORBIDDEN))
        show_form (attempt->web, request, 403, N_ ("Login name or password is wrong."));
    else if (g_error_matches (error, TALLY_ERROR, TALLY_ERROR_BUSY))
        show_form (attempt->web, request, 429,
                   N_ ("There were too many attempts. Please wait a minute and try again."));
    else
        tally_request_reply_error (request, error);
}

static void
sign_in (TallyRequest *request, gpointer user_data)
{
    TallyWeb *web = user_data;
    const char *login = tally_request_get_form (request, "login");
    const char *password = tally_request_get_form (request, "password");
    Attempt *attempt;

    if (login == NULL || password == NULL || *login == '\0' || *password == '\0') {
        show_form (web, request, 400, N_ ("Give your login name and your password."));
        return;
    }
    if (!tally_http_count_account (request, TALLY_RATE_LOGIN, login))
        return;
    attempt = g_new0 (Attempt, 1);
    attempt->web = web;
    attempt->request = g_object_ref (request);
    tally_guard_sign_in_async (web->guard, login, password, NULL,
                               tally_request_get_address (request), on_signed_in, attempt);
}

static void
sign_out (TallyRequest *request, gpointer user_data)
{
    TallyWeb *web = user_data;
    const TallySession *session = tally_request_get_session (request);
    const char *name = tally_request_is_secure (request) ? "__Host-sid" : "sid";
    g_autofree char *token = tally_request_get_cookie (request, name);

    if (session != NULL && token != NULL) {
        tally_guard_sign_out (web->guard, session, token);
        tally_event_stream_drop (web->stream, session->person_id);
    }
    tally_request_set_cookie (request, "sid", NULL);
    tally_request_reply_redirect (request, "/sign-in");
}

/* Back to where the reader was, on this site only; the browser knows the query, too. */
static char *
way_back (TallyRequest *request)
{
    const char *back = tally_request_get_form (request, "back");
    const char *referer = tally_request_get_header (request, "Referer");
    g_autoptr(GUri) from = NULL;

    if (back == NULL || back[0] != '/' || back[1] == '/' || back[1] == '\\'
        || !g_str_is_ascii (back))
        return g_strdup ("/");
    if (referer != NULL)
        from = g_uri_parse (referer, G_URI_FLAGS_ENCODED, NULL);
    if (from != NULL && g_uri_get_query (from) != NULL && g_str_is_ascii (g_uri_get_query (from))
        && g_str_equal (g_uri_get_path (from), back))
        return g_strconcat (back, "?", g_uri_get_query (from), NULL);
    return g_strdup (back);
}

static void
choose_language (TallyRequest *request, gpointer user_data)
{
    const char *language = tally_request_get_form (request, "language");
    gboolean is_chinese = language != NULL && g_str_equal (language, "zh_CN");

    g_autofree char *back = way_back (request);

    tally_request_set_cookie (request, "lang", is_chinese ? "zh_CN" : "en");
    tally_request_reply_redirect (request, back);
}

void
tally_web_add_sign (TallyWeb *web)
{
    tally_http_add_route (web->http, "GET", "/sign-in", &known, ask_who, web);
    tally_http_add_route (web->http, "POST", "/sign-in", &signing_in, sign_in, web);
    tally_http_add_route (web->http, "POST", "/sign-out", &known, sign_out, web);
    tally_http_add_route (web->http, "POST", "/language", &known, choose_language, web);
}
