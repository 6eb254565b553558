// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/publish/api/tally-api-private.h"
#include "shared/error/tally-error.h"
#include "shared/wire/tally-wire-login.h"
#include "shared/wire/tally-wire-session.h"

#include <string.h>

static const TallyAccess sign_in_access = { .who = TALLY_WHO_ANYONE, .rate = TALLY_RATE_LOGIN };

/* @with_token: only the answer to a sign-in tells it. */
static JsonNode *
session_node (const TallySession *session,
              const TallyZone *zone,
              const char *currency,
              gboolean with_token)
{
    g_autoptr(TallyWireSession) message = tally_wire_session_new ();
    TallyWirePerson *person = tally_wire_person_new ();

    message->token = with_token ? g_strdup (session->token) : NULL;
    message->csrf = g_strdup (session->csrf);
    message->expires_at = session->expires_at;
    message->time_zone = g_strdup (tally_zone_get_name (zone));
    message->currency = g_strdup (currency);
    message->person = person;
    person->person_id = g_strdup (session->person_id);
    person->login = g_strdup (session->login);
    person->name = g_strdup (session->name);
    person->role = g_strdup (tally_role_name (session->role));
    person->district_id = session->district_id;
    person->language = g_strdup (session->language);
    person->may = tally_role_acts (session->role);
    return tally_wire_session_to_json (message);
}

typedef struct {
    TallyApi *api;
    TallyRequest *request;
    TallySession *session;
    gboolean with_token;
} Shown;

static void
on_currency (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autofree Shown *shown = user_data;
    g_autoptr(TallyRequest) request = shown->request;
    g_autoptr(TallySession) session = shown->session;
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) results = tally_pool_query_finish (TALLY_POOL (source), result, &error);
    const PGresult *rows = results != NULL ? g_ptr_array_index (results, 0) : NULL;

    if (rows == NULL) {
        tally_request_reply_error (request, error);
        return;
    }
    if (shown->with_token)
        tally_request_set_cookie (request, "sid", session->token);
    tally_request_reply_json (request, 200,
                              session_node (session, shown->api->zone,
                                            PQgetisnull (rows, 0, 0) ? NULL
                                                                     : PQgetvalue (rows, 0, 0),
                                            shown->with_token));
}

/* @session: (transfer full) */
static void
reply_session (TallyApi *api, TallyRequest *request, TallySession *session, gboolean with_token)
{
    char district[16];
    const char *const values[] = { district };
    const TallyQuery query = { "publish/api-currency", 1, values };
    TallyScope scope = tally_session_scope (session);
    Shown *shown = g_new (Shown, 1);

    g_snprintf (district, sizeof district, "%d", session->district_id);
    *shown = (Shown){ api, g_object_ref (request), session, with_token };
    tally_pool_query_async (api->pool, &scope, &query, 1, NULL, on_currency, shown);
}

typedef struct {
    TallyApi *api;
    TallyRequest *request;
} SignIn;

static void
on_signed_in (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autofree SignIn *attempt = user_data;
    g_autoptr(TallyRequest) request = attempt->request;
    g_autoptr(GError) error = NULL;
    TallySession *session = tally_guard_sign_in_finish (TALLY_GUARD (source), result, &error);

    if (session != NULL)
        reply_session (attempt->api, request, session, TRUE);
    else if (g_error_matches (error, TALLY_ERROR, TALLY_ERROR_FORBIDDEN))
        tally_request_reply_problem (request, 401, "forbidden", error->message, NULL);
    else
        tally_request_reply_error (request, error);
}

static void
sign_in (TallyRequest *request, gpointer user_data)
{
    TallyApi *api = user_data;
    SignIn *attempt;
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyWireLogin) login = tally_request_read (request, &tally_wire_login_type, &error);

    if (login == NULL) {
        tally_request_reply_error (request, error);
        return;
    }
    if (!tally_http_count_account (request, TALLY_RATE_LOGIN, login->login))
        return;
    attempt = g_new (SignIn, 1);
    attempt->request = g_object_ref (request);
    attempt->api = api;
    tally_guard_sign_in_async (api->guard, login->login, login->password, login->code,
                               tally_request_get_address (request), on_signed_in, attempt);
}

static void
show_session (TallyRequest *request, gpointer user_data)
{
    TallySession *session = (TallySession *) tally_request_get_session (request);

    reply_session (user_data, request, tally_session_ref (session), FALSE);
}

static char *
token_of (TallyRequest *request)
{
    const char *header = tally_request_get_header (request, "Authorization");
    char *cookie;

    if (header != NULL && g_ascii_strncasecmp (header, "Bearer ", 7) == 0)
        return g_strdup (header + 7);
    cookie = tally_request_get_cookie (request, "__Host-sid");
    return cookie != NULL ? cookie : tally_request_get_cookie (request, "sid");
}

static void
sign_out (TallyRequest *request, gpointer user_data)
{
    TallyApi *api = user_data;
    const TallySession *session = tally_request_get_session (request);
    g_autofree char *token = token_of (request);

    tally_guard_sign_out (api->guard, session, token);
    tally_event_stream_drop (api->stream, session->person_id);
    tally_request_set_cookie (request, "sid", NULL);
    tally_request_reply_empty (request, 204);
}

void
tally_session_handler_add (TallyApi *api)
{
    tally_http_add_route (api->http, "POST", "/api/v1/session", &sign_in_access, sign_in, api);
    tally_http_add_route (api->http, "GET", "/api/v1/session", &tally_api_see, show_session, api);
    tally_http_add_route (api->http, "DELETE", "/api/v1/session", &tally_api_see, sign_out, api);
}
