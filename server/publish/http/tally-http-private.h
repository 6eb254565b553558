// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/publish/http/tally-http-connection.h"
#include "server/publish/http/tally-http-rate-calc.h"
#include "server/publish/http/tally-http-route-calc.h"
#include "server/publish/http/tally-http.h"

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* Between the files of this folder only. */

typedef struct {
    char *method;
    TallyHttpRoute *path;
    TallyAccess access;
    TallyHttpHandler handler;
    gpointer user_data;
} TallyHttpEntry;

struct _TallyHttp {
    GObject parent_instance;

    char *name;
    SoupServer *soup;
    TallyGuard *guard;
    TallyHttpConnections *connections;
    TallyHttpRates *rates;
    GPtrArray *entries; /* of TallyHttpEntry, the tightest first */
    gboolean is_behind_proxy;
    gboolean is_plain;
    char *sign_in;
    char *form_targets;
    TallyHttpProblemPage make_problem_page;
    gpointer problem_page_data;

    guint64 n_by_class[6]; /* answers by hundred of their status */
    guint64 n_refused;     /* requests that broke a rule */
    guint64 n_limited;     /* 429 */
    guint64 total_us;
};

struct _TallyRequest {
    GObject parent_instance;

    TallyHttp *http;
    SoupServerMessage *message;
    const TallyHttpEntry *entry;
    GHashTable *params;
    GByteArray *received;
    GBytes *body;
    GPtrArray *query;
    GPtrArray *form;
    TallySession *session;
    char *address;
    char *id;
    gboolean is_secure;
    gboolean is_answered;
    gboolean is_let_in; /* the gate was passed before the body was read */
    gboolean is_asked;  /* the body is here */
    gboolean is_late;   /* answered by the time limit */
    gboolean is_over;   /* libsoup is through with the message */
    gint64 begun_us;
};

/** tally_http_refuse: ends a request that broke a rule while it was being read */
void tally_http_refuse (TallyHttp *self,
                        SoupServerMessage *message,
                        guint status,
                        const char *reason);

/** tally_http_log_access: one line for each request, once, however it ends; @request: (nullable) */
void tally_http_log_access (TallyHttp *self,
                            SoupServerMessage *message,
                            TallyRequest *request,
                            guint status);

/**
 * tally_http_gate:
 *
 * Checks limits, session, role, Origin and CSRF, then calls the handler. A request whose body is
 * not here yet (of an upload) only passes the first three: then the body is read, and it comes
 * here again.
 */
void tally_http_gate (TallyHttp *self, TallyRequest *request);

TallyRequest *tally_request_new (TallyHttp *http,
                                 SoupServerMessage *message,
                                 const TallyHttpEntry *entry,
                                 GHashTable *params);

/** tally_request_is_change: whether the method is neither GET nor HEAD */
gboolean tally_request_is_change (TallyRequest *self);

/** tally_request_append: takes a piece of the body; %FALSE when it is over the route's limit */
gboolean tally_request_append (TallyRequest *self, GBytes *piece);

/** tally_request_is_form: whether the body says that it is an urlencoded form */
gboolean tally_request_is_form (TallyRequest *self);

/** tally_request_begin: claims the one answer; %FALSE when the client is gone */
gboolean tally_request_begin (TallyRequest *self, guint status);

/** tally_request_session_cookie: Returns: the name of the cookie that holds the session */
const char *tally_request_session_cookie (TallyRequest *self);

G_END_DECLS
