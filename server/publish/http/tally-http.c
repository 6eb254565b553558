// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/publish/http/tally-http.h"

#include "server/publish/http/tally-http-header.h"
#include "server/publish/http/tally-http-private.h"
#include "server/publish/http/tally-http-rule-calc.h"
#include "shared/error/tally-error.h"

#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <string.h>

#define REQUEST_KEY "tally-request"
#define LOGGED_KEY "tally-http-logged"

G_DEFINE_FINAL_TYPE (TallyHttp, tally_http, G_TYPE_OBJECT)

static void
free_entry (gpointer data)
{
    TallyHttpEntry *entry = data;

    g_free (entry->method);
    tally_http_route_free (entry->path);
    g_free (entry);
}

void
tally_http_log_access (TallyHttp *self,
                       SoupServerMessage *message,
                       TallyRequest *request,
                       guint status)
{
    GUri *uri = soup_server_message_get_uri (message);
    gint64 took_us = request != NULL ? g_get_monotonic_time () - request->begun_us : 0;
    const char *login = request != NULL && request->session != NULL ? request->session->login : "-";

    if (g_object_get_data (G_OBJECT (message), LOGGED_KEY) != NULL)
        return;
    g_object_set_data (G_OBJECT (message), LOGGED_KEY, GINT_TO_POINTER (1));
    self->n_by_class[MIN (status / 100, G_N_ELEMENTS (self->n_by_class) - 1)]++;
    self->total_us += (guint64) took_us;
    g_info ("%s %s %s %s %u %" G_GINT64_FORMAT "us %s %s", self->name,
            request != NULL ? request->id : "-", soup_server_message_get_method (message),
            uri != NULL ? g_uri_get_path (uri) : "-", status, took_us,
            request != NULL ? request->address : "-", login);
}

void
tally_http_refuse (TallyHttp *self, SoupServerMessage *message, guint status, const char *reason)
{
    g_autofree char *answer = tally_http_header_refusal (status, reason, self->is_plain);

    self->n_refused++;
    tally_http_log_access (self, message, g_object_get_data (G_OBJECT (message), REQUEST_KEY),
                           status);
    tally_http_connections_refuse (message, answer);
}

static guint
count_headers (SoupMessageHeaders *headers, const char *wanted)
{
    SoupMessageHeadersIter iter;
    const char *name;
    const char *value;
    guint n = 0;

    soup_message_headers_iter_init (&iter, headers);
    while (soup_message_headers_iter_next (&iter, &name, &value)) {
        if (g_ascii_strcasecmp (name, wanted) == 0)
            n++;
    }
    return n;
}

/* Gives 0 or the status to refuse with. */
static guint
check_head (SoupServerMessage *message, const char **reason)
{
    SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
    GUri *uri = soup_server_message_get_uri (message);
    g_autofree char *target = NULL;
    TallyHttpHead head = {
        .method = soup_server_message_get_method (message),
        .n_hosts = count_headers (headers, "Host"),
        .n_lengths = count_headers (headers, "Content-Length"),
        .has_encoding = soup_message_headers_get_list (headers, "Transfer-Encoding") != NULL,
    };

    target = g_strdup_printf ("%s?%s", g_uri_get_path (uri),
                              g_uri_get_query (uri) != NULL ? g_uri_get_query (uri) : "");
    head.target = target;
    return tally_http_rule_check (&head, reason);
}

static const TallyHttpEntry *
find_entry (TallyHttp *self, SoupServerMessage *message, GHashTable **params, gboolean *is_path)
{
    const char *path = g_uri_get_path (soup_server_message_get_uri (message));
    const char *method = soup_server_message_get_method (message);

    *is_path = FALSE;
    if (g_str_equal (method, "HEAD"))
        method = "GET";
    for (guint i = 0; i < self->entries->len; i++) {
        const TallyHttpEntry *entry = g_ptr_array_index (self->entries, i);
        g_autoptr(GHashTable) matched = tally_http_route_match (entry->path, path);

        if (matched == NULL)
            continue;
        *is_path = TRUE;
        if (g_str_equal (entry->method, method)) {
            *params = g_steal_pointer (&matched);
            return entry;
        }
    }
    return NULL;
}

static void
reply_missing (TallyRequest *request, gpointer user_data)
{
    tally_request_reply_problem (request, 404, NULL, "there is nothing here", NULL);
}

static void
reply_method (TallyRequest *request, gpointer user_data)
{
    tally_request_reply_problem (request, 405, NULL, "that method is not known here", NULL);
}

/* What answers where no route does, as a page for browsers. */
static const TallyHttpEntry strays[2][2] = {
    { { .handler = reply_missing }, { .handler = reply_missing, .access.is_page = TRUE } },
    { { .handler = reply_method }, { .handler = reply_method, .access.is_page = TRUE } },
};

static const TallyHttpEntry *
find_stray (SoupServerMessage *message, gboolean is_path)
{
    const char *accepted = soup_message_headers_get_list (soup_server_message_get_request_headers (
                                                              message),
                                                          "Accept");

    return &strays[is_path][accepted != NULL && strstr (accepted, "text/html") != NULL];
}

static gboolean
is_too_long (SoupServerMessage *message, const TallyHttpEntry *entry)
{
    SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
    goffset max = entry->access.body_max != 0 ? (goffset) entry->access.body_max
                                              : TALLY_HTTP_BODY_MAX;

    return soup_message_headers_get_content_length (headers) > max
           || soup_message_headers_get_content_length (headers) < 0;
}

/* A large body is taken only from whom it may come: many of them fill the memory. */
static gboolean
is_to_be_let_in (const TallyHttpEntry *entry)
{
    return entry->access.body_max > TALLY_HTTP_BODY_MAX
           && (entry->access.who == TALLY_WHO_STAFF || entry->access.who == TALLY_WHO_CUSTOMER);
}

static void
on_head_read (SoupServerMessage *message, TallyHttp *self)
{
    SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
    const TallyHttpEntry *entry;
    TallyRequest *request;
    GHashTable *params = NULL;
    const char *reason;
    gboolean is_path;
    guint status = check_head (message, &reason);

    if (status != 0) {
        tally_http_refuse (self, message, status, reason);
        return;
    }
    tally_http_connections_enter (message, TALLY_HTTP_SERVING);
    /* Nothing here is large enough for ranges; 50 overlapping ones are an attack. */
    soup_message_headers_remove (headers, "Range");
    entry = find_entry (self, message, &params, &is_path);
    if (entry == NULL) {
        entry = find_stray (message, is_path);
        params = g_hash_table_new (NULL, NULL);
    }
    request = tally_request_new (self, message, entry, params);
    g_object_set_data_full (G_OBJECT (message), REQUEST_KEY, request, g_object_unref);
    if (is_too_long (message, entry)) {
        tally_http_refuse (self, message, 413, "the body is too long");
    } else if (is_to_be_let_in (entry)) {
        soup_server_message_pause (message);
        tally_http_gate (self, request);
    }
}

static void
on_piece_read (SoupServerMessage *message, GBytes *piece, TallyHttp *self)
{
    TallyRequest *request = g_object_get_data (G_OBJECT (message), REQUEST_KEY);

    if (request != NULL && !tally_request_append (request, piece))
        tally_http_refuse (self, message, 413, "the body is too long");
}

/* The request and its message hold each other until here. */
static void
let_go (SoupServerMessage *message)
{
    TallyRequest *request = g_object_get_data (G_OBJECT (message), REQUEST_KEY);

    if (request != NULL)
        request->is_over = TRUE;
    g_object_set_data (G_OBJECT (message), REQUEST_KEY, NULL);
    tally_http_connections_end (message);
}

static void
on_finished (SoupServerMessage *message, TallyHttp *self)
{
    if (soup_server_message_get_method (message) != NULL)
        tally_http_log_access (self, message, g_object_get_data (G_OBJECT (message), REQUEST_KEY),
                               soup_server_message_get_status (message));
    let_go (message);
}

/* A message whose connection was cut may never say that it is finished. */
static void
on_disconnected (SoupServerMessage *message, TallyHttp *self)
{
    let_go (message);
}

static void
on_started (SoupServer *soup, SoupServerMessage *message, TallyHttp *self)
{
    SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);

    tally_http_header_secure (headers, self->is_plain);
    /* One request a connection. libsoup before 3.4 never frees one that its client closes between
     * two requests; and it takes a chunk size of -5, so what follows a body may be no request. The
     * proxy in front keeps its clients' connections, and asks us like this anyway. */
    soup_message_headers_replace (headers, "Connection", "close");
    soup_message_body_set_accumulate (soup_server_message_get_request_body (message), FALSE);
    if (!tally_http_connections_begin (self->connections, message))
        return;
    g_signal_connect_object (message, "got-headers", G_CALLBACK (on_head_read), self, 0);
    g_signal_connect_object (message, "got-chunk", G_CALLBACK (on_piece_read), self, 0);
    g_signal_connect_object (message, "finished", G_CALLBACK (on_finished), self, 0);
    g_signal_connect_object (message, "disconnected", G_CALLBACK (on_disconnected), self, 0);
}

/* The body is here. The request is held by the message until it is finished. */
static void
on_request (SoupServer *soup,
            SoupServerMessage *message,
            const char *path,
            GHashTable *query,
            gpointer user_data)
{
    TallyHttp *self = user_data;
    TallyRequest *request = g_object_get_data (G_OBJECT (message), REQUEST_KEY);

    if (request == NULL || tally_http_connections_is_refused (message)) {
        soup_server_message_set_status (message, 400, NULL);
        return;
    }
    request->is_asked = TRUE;
    if (request->entry->access.is_stream)
        tally_http_connections_enter (message, TALLY_HTTP_STREAMING);
    soup_server_message_pause (message);
    tally_http_gate (self, request);
}

static gboolean
answer_late (SoupServerMessage *message)
{
    TallyRequest *request = g_object_get_data (G_OBJECT (message), REQUEST_KEY);

    if (request == NULL || !request->is_asked || request->is_answered)
        return FALSE;
    request->is_late = TRUE;
    tally_request_set_header (request, "Connection", "close");
    tally_request_set_header (request, "Retry-After", "30");
    tally_request_reply_problem (request, 503, NULL, "this took too long", NULL);
    return TRUE;
}

static void
tally_http_finalize (GObject *object)
{
    TallyHttp *self = TALLY_HTTP (object);

    soup_server_disconnect (self->soup);
    g_clear_pointer (&self->connections, tally_http_connections_free);
    g_clear_object (&self->soup);
    g_clear_object (&self->guard);
    g_clear_pointer (&self->rates, tally_http_rates_free);
    g_clear_pointer (&self->entries, g_ptr_array_unref);
    g_clear_pointer (&self->name, g_free);
    g_clear_pointer (&self->sign_in, g_free);
    g_clear_pointer (&self->form_targets, g_free);

    G_OBJECT_CLASS (tally_http_parent_class)->finalize (object);
}

static void
tally_http_class_init (TallyHttpClass *klass)
{
    G_OBJECT_CLASS (klass)->finalize = tally_http_finalize;
}

static void
tally_http_init (TallyHttp *self)
{
    self->soup = soup_server_new ("raw-paths", TRUE, NULL);
    self->connections = tally_http_connections_new (TALLY_HTTP_CONNECTIONS_MAX,
                                                    TALLY_HTTP_CONNECTIONS_PER_ADDRESS,
                                                    answer_late);
    self->rates = tally_http_rates_new ();
    self->entries = g_ptr_array_new_with_free_func (free_entry);
    self->form_targets = g_strdup ("");
    g_signal_connect (self->soup, "request-started", G_CALLBACK (on_started), self);
    soup_server_add_handler (self->soup, NULL, on_request, self, NULL);
}

TallyHttp *
tally_http_new (const char *name, TallyGuard *guard)
{
    TallyHttp *self = g_object_new (TALLY_TYPE_HTTP, NULL);

    self->name = g_strdup (name);
    self->guard = guard != NULL ? g_object_ref (guard) : NULL;
    return self;
}

void
tally_http_set_behind_proxy (TallyHttp *self, gboolean is_behind_proxy)
{
    self->is_behind_proxy = is_behind_proxy;
    tally_http_connections_set_trusted (self->connections, is_behind_proxy);
}

void
tally_http_set_plain (TallyHttp *self, gboolean is_plain)
{
    self->is_plain = is_plain;
}

void
tally_http_set_sign_in (TallyHttp *self, const char *path)
{
    g_free (self->sign_in);
    self->sign_in = g_strdup (path);
}

void
tally_http_allow_form_target (TallyHttp *self, const char *origin)
{
    char *targets = g_strconcat (self->form_targets, " ", origin, NULL);

    g_return_if_fail (strpbrk (origin, " ;,\r\n") == NULL);

    g_free (self->form_targets);
    self->form_targets = targets;
}

void
tally_http_set_problem_page (TallyHttp *self, TallyHttpProblemPage make, gpointer user_data)
{
    self->make_problem_page = make;
    self->problem_page_data = user_data;
}

static int
compare_entries (gconstpointer a, gconstpointer b)
{
    const TallyHttpEntry *left = *(const TallyHttpEntry *const *) a;
    const TallyHttpEntry *right = *(const TallyHttpEntry *const *) b;

    return (int) tally_http_route_get_looseness (left->path)
           - (int) tally_http_route_get_looseness (right->path);
}

void
tally_http_add_route (TallyHttp *self,
                      const char *method,
                      const char *path,
                      const TallyAccess *access,
                      TallyHttpHandler handler,
                      gpointer user_data)
{
    TallyHttpEntry *entry = g_new0 (TallyHttpEntry, 1);

    entry->method = g_strdup (method);
    entry->path = tally_http_route_new (path);
    entry->access = *access;
    entry->handler = handler;
    entry->user_data = user_data;
    g_ptr_array_add (self->entries, entry);
    g_ptr_array_sort (self->entries, compare_entries);
}
