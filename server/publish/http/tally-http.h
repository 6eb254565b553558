// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/guard/tally-guard.h"
#include "server/publish/http/tally-event-stream.h"
#include "server/publish/http/tally-request.h"

G_BEGIN_DECLS

/** Bytes of a body unless the route says otherwise, and of an upload. */
#define TALLY_HTTP_BODY_MAX (64 * 1024)
#define TALLY_HTTP_UPLOAD_MAX (10 * 1024 * 1024)

/** Bytes of a path with its query. */
#define TALLY_HTTP_PATH_MAX 2048

#define TALLY_HTTP_CONNECTIONS_MAX 512
#define TALLY_HTTP_CONNECTIONS_PER_ADDRESS 32
#define TALLY_HTTP_HEADERS_S 10
#define TALLY_HTTP_REQUEST_S 30

/**
 * TallyWho:
 * @TALLY_WHO_ANYONE: no session is looked for
 * @TALLY_WHO_ANYONE_KNOWN: a customer's session is looked up, and may be absent
 * @TALLY_WHO_STAFF: a member of staff whose role may do the route's act
 * @TALLY_WHO_CUSTOMER: a customer; a page asked for without one redirects to the sign-in page
 * @TALLY_WHO_SIGNED: a machine whose body carries its own signature (webhooks); the handler
 *   verifies it; neither CSRF token nor Origin are asked for
 */
typedef enum {
    TALLY_WHO_ANYONE,
    TALLY_WHO_ANYONE_KNOWN,
    TALLY_WHO_STAFF,
    TALLY_WHO_CUSTOMER,
    TALLY_WHO_SIGNED,
} TallyWho;

/** TallyRate: a class of requests with its own limit, a minute, per account and per address */
typedef enum {
    TALLY_RATE_API,    /* 120 / 300 */
    TALLY_RATE_LOGIN,  /* 5 / 20 */
    TALLY_RATE_CHAT,   /* 20 / 40 */
    TALLY_RATE_UPLOAD, /* 10 / 20 */
    TALLY_RATE_PAY,    /* 6 / 12 */
    TALLY_RATE_NONE,   /* style sheets, health */
    TALLY_RATE_N
} TallyRate;

/**
 * TallyAccess:
 * @who: who may ask
 * @act: of %TALLY_WHO_STAFF: what the role must be allowed to do
 * @rate: which limit it counts against
 * @body_max: bytes of the body; 0: %TALLY_HTTP_BODY_MAX
 * @is_page: errors and refusals are pages, not JSON
 * @is_stream: the answer has no end; it is exempt from the request time limit
 *
 * The access rule of a route, usually a static const. On every POST, PUT and DELETE made
 * with a cookie the server has already checked Origin and CSRF token (header X-CSRF-Token or
 * form field csrf) when the handler runs.
 */
typedef struct {
    TallyWho who;
    TallyAct act;
    TallyRate rate;
    gsize body_max;
    gboolean is_page;
    gboolean is_stream;
} TallyAccess;

/**
 * TallyHttpHandler:
 * @request: a request that may be made; keep a reference to answer later
 * @user_data: as given to tally_http_add_route()
 */
typedef void (*TallyHttpHandler) (TallyRequest *request, gpointer user_data);

/**
 * TallyHttpProblemPage:
 *
 * Makes the page of an error for routes with @is_page.
 *
 * Returns: (transfer full): HTML
 */
typedef char *(*TallyHttpProblemPage) (TallyRequest *request,
                                       guint status,
                                       const char *message,
                                       gpointer user_data);

/**
 * TallyHttp:
 *
 * A SoupServer that holds to the rules of an outside listener: every request is checked,
 * counted, limited in size and time, and answered with the security headers.
 */
#define TALLY_TYPE_HTTP (tally_http_get_type ())
G_DECLARE_FINAL_TYPE (TallyHttp, tally_http, TALLY, HTTP, GObject)

/**
 * tally_http_new:
 * @name: in the log and the metrics: "api" or "web"
 * @guard: (nullable): finds sessions; without one only %TALLY_WHO_ANYONE and
 *   %TALLY_WHO_SIGNED routes can be served
 */
TallyHttp *tally_http_new (const char *name, TallyGuard *guard);

/** tally_http_set_behind_proxy: trust X-Forwarded-For and -Proto of a loopback or unix peer */
void tally_http_set_behind_proxy (TallyHttp *self, gboolean is_behind_proxy);

/**
 * tally_http_set_plain:
 *
 * Says that there is no TLS at all, as on a developer's machine: the session cookie is then
 * named "sid" and is not Secure, and HSTS is not sent.
 */
void tally_http_set_plain (TallyHttp *self, gboolean is_plain);

/** tally_http_set_sign_in: where a page asked for without a session redirects, as "/sign-in" */
void tally_http_set_sign_in (TallyHttp *self, const char *path);

/** tally_http_allow_form_target: an origin forms may be redirected to, as "https://bank.example" */
void tally_http_allow_form_target (TallyHttp *self, const char *origin);

void tally_http_set_problem_page (TallyHttp *self, TallyHttpProblemPage make, gpointer user_data);

/**
 * tally_http_add_route:
 * @method: "GET" (answers HEAD too), "POST", "PUT" or "DELETE"
 * @path: such as "/api/v1/bills/{number}"; `{name}` is one segment, or its part before a
 *   fixed ending as in "{number}.pdf". Routes without parameters win over those with.
 * @access: copied
 * @handler: called in the main loop; it must not block
 * @user_data: for @handler
 */
void tally_http_add_route (TallyHttp *self,
                           const char *method,
                           const char *path,
                           const TallyAccess *access,
                           TallyHttpHandler handler,
                           gpointer user_data);

/**
 * tally_http_listen:
 * @address: "127.0.0.1:8080", "[::1]:8080" (port 0: any) or "unix:/run/gridtally/web.sock"
 * @error: return location
 *
 * Begins to serve. An address that is not loopback is refused with %TALLY_ERROR_FORBIDDEN
 * unless tally_http_set_behind_proxy() was called before.
 */
gboolean tally_http_listen (TallyHttp *self, const char *address, GError **error);

/** tally_http_get_port: Returns: the TCP port listened on, or 0 */
guint tally_http_get_port (TallyHttp *self);

/**
 * tally_http_count_account:
 * @request: a request
 * @rate: a class
 * @account: whose attempts to count, such as a login name
 *
 * Counts against the account's limit before a session exists.
 *
 * Returns: %FALSE when there were too many; @request was then answered with 429
 */
gboolean tally_http_count_account (TallyRequest *request, TallyRate rate, const char *account);

/** tally_http_write_metrics: appends Prometheus text: requests by status, refusals, connections */
void tally_http_write_metrics (TallyHttp *self, GString *text);

/** tally_http_close: stops listening, ends idle connections; running requests may finish */
void tally_http_close (TallyHttp *self);

G_END_DECLS
