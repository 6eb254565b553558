// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: whatever arrives at the listener, it answers by the rules, in bounded memory and time,
 * with the security headers, and exactly once. */
#include "server/publish/http/tally-http.h"
#include "shared/error/tally-error.h"
#include "tests/http/test-talk.h"

#include <string.h>
#include <sys/socket.h>

typedef struct {
    TallyHttp *http;
    guint port;
    guint n_handled;
    gsize body_length;
} Fixture;

static const TallyAccess anyone = { .who = TALLY_WHO_ANYONE, .rate = TALLY_RATE_NONE };
static const TallyAccess upload = {
    .who = TALLY_WHO_ANYONE,
    .rate = TALLY_RATE_NONE,
    .body_max = TALLY_HTTP_UPLOAD_MAX,
};
static const TallyAccess login = { .who = TALLY_WHO_ANYONE, .rate = TALLY_RATE_LOGIN };
static const TallyAccess staff = { .who = TALLY_WHO_STAFF };

static void
reply (TallyRequest *request, gpointer user_data)
{
    Fixture *fixture = user_data;

    fixture->n_handled++;
    fixture->body_length = g_bytes_get_size (tally_request_get_body (request));
    tally_request_reply_json (request, 200, json_node_new (JSON_NODE_NULL));
}

static gboolean
reply_now (gpointer user_data)
{
    g_autoptr(TallyRequest) request = user_data;

    tally_request_reply_json (request, 200, json_node_new (JSON_NODE_NULL));
    return G_SOURCE_REMOVE;
}

/* As every handler does that asks the database. */
static void
reply_later (TallyRequest *request, gpointer user_data)
{
    Fixture *fixture = user_data;

    fixture->n_handled++;
    g_timeout_add (100, reply_now, g_object_ref (request));
}

static void
reply_param (TallyRequest *request, gpointer user_data)
{
    g_autoptr(GBytes) bytes = NULL;
    const char *name = tally_request_get_param (request, "name");

    bytes = g_bytes_new (name, strlen (name));
    tally_request_reply_bytes (request, "text/plain", bytes, NULL, 60);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
    g_autoptr(GError) error = NULL;

    fixture->http = tally_http_new ("test", NULL);
    tally_http_add_route (fixture->http, "GET", "/ok", &anyone, reply, fixture);
    tally_http_add_route (fixture->http, "POST", "/ok", &anyone, reply, fixture);
    tally_http_add_route (fixture->http, "POST", "/later", &anyone, reply_later, fixture);
    tally_http_add_route (fixture->http, "PUT", "/upload", &upload, reply, fixture);
    tally_http_add_route (fixture->http, "POST", "/login", &login, reply, fixture);
    tally_http_add_route (fixture->http, "GET", "/staff", &staff, reply, fixture);
    tally_http_add_route (fixture->http, "GET", "/files/{name}.txt", &anyone, reply_param, fixture);
    tally_http_listen (fixture->http, "127.0.0.1:0", &error);
    g_assert_no_error (error);
    fixture->port = tally_http_get_port (fixture->http);
}

/* Requests hold the listener until their connections have ended. */
static void
tear_down (Fixture *fixture, gconstpointer data)
{
    gint64 until_us = g_get_monotonic_time () + 5 * G_USEC_PER_SEC;
    TallyHttp *http = fixture->http;

    tally_http_close (http);
    g_object_add_weak_pointer (G_OBJECT (http), (gpointer *) &fixture->http);
    g_object_unref (http);
    while (fixture->http != NULL && g_get_monotonic_time () < until_us) {
        if (!g_main_context_iteration (NULL, FALSE))
            g_usleep (1000);
    }
    g_assert_null (fixture->http);
}

static char *
ask (Fixture *fixture, const char *sent)
{
    return test_talk (fixture->port, FALSE, sent, NULL, 0, NULL);
}

typedef struct {
    const char *name;
    const char *sent;
    int status; /* 0: no answer, the connection just ends */
    guint n_handled;
} Case;

#define LONG_100                                                                                   \
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" \
    "aaaaaaaa"
#define LONG_1000 \
    LONG_100 LONG_100 LONG_100 LONG_100 LONG_100 LONG_100 LONG_100 LONG_100 LONG_100 LONG_100
#define RANGES "0-,0-,0-,0-,0-,0-,0-,0-,0-,0-,0-,0-,0-,0-,0-,0-,0-,0-,0-,0-,0-,0-,0-,0-,0-"

static const Case cases[] = {
    { "get", HEAD ("GET", "/ok") CLOSE "\r\n", 200, 1 },
    { "head", HEAD ("HEAD", "/ok") CLOSE "\r\n", 200, 1 },
    { "post", HEAD ("POST", "/ok") CLOSE "Content-Length: 2\r\n\r\nhi", 200, 1 },
    { "chunked",
      HEAD ("POST", "/ok") CLOSE "Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n", 200, 1 },
    { "no-route", HEAD ("GET", "/none") CLOSE "\r\n", 404, 0 },
    { "other-method", HEAD ("DELETE", "/ok") CLOSE "\r\n", 405, 0 },
    { "unknown-method", HEAD ("BREW", "/ok") CLOSE "\r\n", 501, 0 },
    { "trace", HEAD ("TRACE", "/ok") CLOSE "\r\n", 501, 0 },
    { "two-hosts", HEAD ("GET", "/ok") "Host: y\r\n" CLOSE "\r\n", 400, 0 },
    { "no-host", "GET /ok HTTP/1.1\r\n" CLOSE "\r\n", 400, 0 },
    { "length-and-chunked",
      HEAD ("POST", "/ok") "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
                           "GET /ok HTTP/1.1\r\nHost: x\r\n\r\n",
      400, 0 },
    { "two-lengths", HEAD ("POST", "/ok") "Content-Length: 2\r\nContent-Length: 3\r\n\r\nhi!", 400,
      0 },
    { "length-too-long", HEAD ("POST", "/ok") "Content-Length: 65537\r\n\r\n", 413, 0 },
    { "length-negative", HEAD ("POST", "/ok") CLOSE "Content-Length: -1\r\n\r\n", 413, 0 },
    { "length-huge", HEAD ("PUT", "/upload") "Content-Length: 99999999999999\r\n\r\n", 413, 0 },
    /* libsoup resolves plain dots itself, so that no handler ever sees them */
    { "climb", HEAD ("GET", "/files/../ok") CLOSE "\r\n", 200, 1 },
    { "climb-escaped", HEAD ("GET", "/files/%2e%2e/ok") CLOSE "\r\n", 200, 1 },
    { "slash-escaped", HEAD ("GET", "/files/a%2fb.txt") CLOSE "\r\n", 400, 0 },
    { "zero-escaped", HEAD ("GET", "/files/a%00.txt") CLOSE "\r\n", 400, 0 },
    { "not-utf8", HEAD ("GET", "/files/%ff.txt") CLOSE "\r\n", 400, 0 },
    { "parameter", HEAD ("GET", "/files/a%20b.txt") CLOSE "\r\n", 200, 0 },
    { "path-long", HEAD ("GET", "/" LONG_1000 LONG_1000 LONG_100) CLOSE "\r\n", 414, 0 },
    { "ranges", HEAD ("GET", "/ok") CLOSE "Range: bytes=" RANGES "," RANGES "\r\n\r\n", 200, 1 },
    { "no-session", HEAD ("GET", "/staff") CLOSE "\r\n", 401, 0 },
    { "foreign-origin",
      HEAD ("POST", "/ok") CLOSE "Origin: http://evil\r\nContent-Length: 0\r\n\r\n", 403, 0 },
    { "own-origin", HEAD ("POST", "/ok") CLOSE "Origin: http://x\r\nContent-Length: 0\r\n\r\n", 200,
      1 },
    { "not-http", "\x16\x03\x01\x02\r\n\r\n", 400, 0 },
};

static void
test_case (Fixture *fixture, gconstpointer data)
{
    const Case *c = data;
    g_autofree char *answer = ask (fixture, c->sent);
    g_autofree char *status = g_strdup_printf ("HTTP/1.1 %d ", c->status);
    g_autofree char *status_1_0 = g_strdup_printf ("HTTP/1.0 %d ", c->status);

    if (!g_str_has_prefix (answer, status) && !g_str_has_prefix (answer, status_1_0))
        g_test_message ("%s", answer);
    g_assert_true (g_str_has_prefix (answer, status) || g_str_has_prefix (answer, status_1_0));
    g_assert_cmpuint (test_count (answer, "HTTP/1."), ==, 1);
    g_assert_cmpuint (fixture->n_handled, ==, c->n_handled);
    g_assert_nonnull (strstr (answer, "Content-Security-Policy: default-src 'none'"));
    g_assert_nonnull (strstr (answer, "Strict-Transport-Security: max-age="));
    g_assert_nonnull (strstr (answer, "X-Content-Type-Options: nosniff"));
    g_assert_nonnull (strstr (answer, "Referrer-Policy: same-origin"));
    g_assert_null (strstr (answer, "Server:"));
}

/* A chunk size below zero must not open the way for a second request or an endless body. */
static void
test_chunk_size (Fixture *fixture, gconstpointer data)
{
    g_autofree char *answer = ask (
        fixture, HEAD ("POST", "/ok") "Transfer-Encoding: chunked\r\n\r\n-5\r\nhello\r\n0\r\n\r\n"
                                      "GET /ok HTTP/1.1\r\nHost: x\r\n\r\n");

    g_assert_cmpuint (test_count (answer, "HTTP/1."), <=, 1);
    g_assert_cmpuint (fixture->n_handled, <=, 1);
}

static gsize
resident_bytes (void)
{
    g_autofree char *text = NULL;
    g_auto(GStrv) fields = NULL;

    g_file_get_contents ("/proc/self/statm", &text, NULL, NULL);
    fields = g_strsplit (text, " ", 3);
    return (gsize) g_ascii_strtoull (fields[1], NULL, 10) * 4096;
}

/* 500 MB in chunks of 1 MB: cut off at the limit, with an answer. */
static void
test_endless_body (Fixture *fixture, gconstpointer data)
{
    g_autofree char *piece = g_malloc (1024 * 1024 + 64);
    g_autofree char *answer = NULL;
    gsize before = resident_bytes ();
    gsize head = (gsize) g_snprintf (piece, 64, "100000\r\n");

    memset (piece + head, 'a', 1024 * 1024);
    memcpy (piece + head + 1024 * 1024, "\r\n", 3);
    answer = test_talk (fixture->port, FALSE,
                        HEAD ("PUT", "/upload") "Transfer-Encoding: chunked\r\n\r\n", piece, 500,
                        NULL);
    g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 413 "));
    g_assert_cmpuint (fixture->n_handled, ==, 0);
    g_assert_cmpuint (resident_bytes () - before, <, 64 * 1024 * 1024);
}

static void
test_upload (Fixture *fixture, gconstpointer data)
{
    g_autofree char *piece = g_strnfill (1024 * 1024, 'a');
    g_autofree char *answer = NULL;

    answer = test_talk (fixture->port, FALSE,
                        HEAD ("PUT", "/upload") CLOSE "Content-Length: 10485760\r\n\r\n", piece, 10,
                        NULL);
    g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 200 "));
    g_assert_cmpuint (fixture->body_length, ==, TALLY_HTTP_UPLOAD_MAX);
}

static void
test_slow_head (Fixture *fixture, gconstpointer data)
{
    gint64 took_us;
    g_autofree char *answer = test_talk (fixture->port, FALSE, "GET /ok HT", NULL, 0, &took_us);

    g_assert_cmpint (took_us, >, (TALLY_HTTP_HEADERS_S - 1) * G_USEC_PER_SEC);
    g_assert_cmpint (took_us, <, (TALLY_HTTP_HEADERS_S + 3) * G_USEC_PER_SEC);
    g_assert_cmpuint (fixture->n_handled, ==, 0);
}

/* Whatever the client wishes, a connection serves one request: see on_started. */
static void
test_one_request (Fixture *fixture, gconstpointer data)
{
    g_autofree char *answer = ask (
        fixture, HEAD ("GET", "/ok") "Connection: keep-alive\r\n\r\n" HEAD ("GET", "/ok") "\r\n");

    g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 200 "));
    g_assert_nonnull (strstr (answer, "\r\nConnection: close\r\n"));
    g_assert_cmpuint (test_count (answer, "HTTP/1.1"), ==, 1);
    g_assert_cmpuint (fixture->n_handled, ==, 1);
}

static void
wait_for_connections (Fixture *fixture, guint n)
{
    gint64 until_us = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;
    g_autofree char *wanted = g_strdup_printf ("tally_http_connections{listener=\"test\"} %u\n", n);
    gboolean is_seen = FALSE;

    while (!is_seen && g_get_monotonic_time () < until_us) {
        g_autoptr(GString) metrics = g_string_new (NULL);

        if (!g_main_context_iteration (NULL, FALSE))
            g_usleep (1000);
        tally_http_write_metrics (fixture->http, metrics);
        is_seen = strstr (metrics->str, wanted) != NULL;
    }
    g_assert_true (is_seen);
}

static void
test_per_address (Fixture *fixture, gconstpointer data)
{
    g_autoptr(GPtrArray) held = g_ptr_array_new_with_free_func (g_object_unref);
    g_autoptr(GSocketClient) client = g_socket_client_new ();
    g_autofree char *one_more = NULL;
    g_autofree char *after = NULL;
    g_autoptr(GString) metrics = g_string_new (NULL);

    for (guint i = 0; i < TALLY_HTTP_CONNECTIONS_PER_ADDRESS; i++) {
        GSocketConnection *connection = g_socket_client_connect_to_host (client, "127.0.0.1",
                                                                         (guint16) fixture->port,
                                                                         NULL, NULL);

        g_assert_nonnull (connection);
        g_ptr_array_add (held, connection);
        while (g_main_context_iteration (NULL, FALSE))
            continue;
    }
    one_more = ask (fixture, HEAD ("GET", "/ok") CLOSE "\r\n");
    g_assert_cmpstr (one_more, ==, "");
    tally_http_write_metrics (fixture->http, metrics);
    g_assert_nonnull (strstr (metrics->str, "tally_http_cut_total{listener=\"test\"} 1\n"));

    for (guint i = 0; i < held->len; i++)
        g_io_stream_close (g_ptr_array_index (held, i), NULL, NULL);
    wait_for_connections (fixture, 0);
    after = ask (fixture, HEAD ("GET", "/ok") CLOSE "\r\n");
    g_assert_true (g_str_has_prefix (after, "HTTP/1.1 200 "));
}

typedef struct {
    const char *name;
    const char *sent;
    guint n_handled;      /* 0: leaves when all is sent, else when so many were handled */
    gboolean is_answered; /* leaves when it has its answer */
    gboolean is_reset;    /* leaves with RST instead of FIN */
} Leaver;

#define LATER HEAD ("POST", "/later") "Content-Length: 0\r\n\r\n"
#define NOW HEAD ("POST", "/ok") "Content-Length: 0\r\n\r\n"

static const Leaver leavers[] = {
    { "says-nothing", "", 0, FALSE, FALSE },
    { "says-nothing-reset", "", 0, FALSE, TRUE },
    { "half-a-head", "POST /ok HTTP/1.1\r\nHo", 0, FALSE, FALSE },
    { "half-a-head-reset", "POST /ok HTTP/1.1\r\nHo", 0, FALSE, TRUE },
    { "half-a-body", HEAD ("POST", "/ok") "Content-Length: 9\r\n\r\nabc", 0, FALSE, FALSE },
    { "half-a-body-reset", HEAD ("POST", "/ok") "Content-Length: 9\r\n\r\nabc", 0, FALSE, TRUE },
    { "before-the-answer", LATER, 1, FALSE, FALSE },
    { "before-the-answer-reset", LATER, 1, FALSE, TRUE },
    { "after-the-answer", LATER, 1, TRUE, FALSE },
    { "after-the-answer-reset", LATER, 1, TRUE, TRUE },
    { "after-an-answer-at-once", NOW, 1, TRUE, FALSE },
    { "at-once", LATER, 0, FALSE, FALSE },
    { "two-at-once", LATER LATER, 1, FALSE, FALSE },
    { "two-at-once-reset", LATER LATER, 1, FALSE, TRUE },
};

static void
iterate_until_handled (Fixture *fixture, guint n)
{
    while (fixture->n_handled < n)
        g_main_context_iteration (NULL, TRUE);
}

/* Whoever leaves, in whatever way, is no longer counted: else 32 of them would shut out everybody
 * behind the same address. */
static void
test_leave (Fixture *fixture, gconstpointer data)
{
    const Leaver *leaver = data;
    g_autoptr(GSocketAddress)
                   address = g_inet_socket_address_new_from_string ("127.0.0.1", fixture->port);
    g_autoptr(GSocket) socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM,
                                               G_SOCKET_PROTOCOL_TCP, NULL);
    const struct linger at_once = { .l_onoff = 1, .l_linger = 0 };
    g_autofree char *other = NULL;
    char answer[1];

    g_assert_true (g_socket_connect (socket, address, NULL, NULL));
    g_assert_cmpint (g_socket_send (socket, leaver->sent, strlen (leaver->sent), NULL, NULL), ==,
                     (gssize) strlen (leaver->sent));
    if (leaver->is_reset && leaver->n_handled == 0)
        wait_for_connections (fixture, 1); /* libsoup complains of what is reset before */
    iterate_until_handled (fixture, leaver->n_handled);
    g_socket_set_blocking (socket, FALSE);
    while (leaver->is_answered && g_socket_receive (socket, answer, 1, NULL, NULL) < 1)
        g_main_context_iteration (NULL, TRUE);
    if (leaver->is_reset)
        setsockopt (g_socket_get_fd (socket), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    g_socket_close (socket, NULL);
    other = ask (fixture, HEAD ("GET", "/ok") CLOSE "\r\n"); /* by then it was accepted */
    g_assert_true (g_str_has_prefix (other, "HTTP/1.1 200 "));
    wait_for_connections (fixture, 0);
}

static void
test_rate (Fixture *fixture, gconstpointer data)
{
    for (int i = 0; i < 20; i++) {
        g_autofree char *taken = ask (fixture,
                                      HEAD ("POST", "/login") CLOSE "Content-Length: 0\r\n\r\n");

        g_assert_true (g_str_has_prefix (taken, "HTTP/1.1 200 "));
    }
    for (int i = 0; i < 2; i++) {
        g_autofree char *limited = ask (fixture,
                                        HEAD ("POST", "/login") CLOSE "Content-Length: 0\r\n\r\n");

        g_assert_true (g_str_has_prefix (limited, "HTTP/1.1 429 "));
        g_assert_nonnull (strstr (limited, "Retry-After: "));
    }
    g_assert_cmpuint (fixture->n_handled, ==, 20);
}

static void
test_foreign_address (void)
{
    g_autoptr(TallyHttp) http = tally_http_new ("test", NULL);
    g_autoptr(GError) error = NULL;

    g_assert_false (tally_http_listen (http, "0.0.0.0:0", &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_FORBIDDEN);
}

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autofree char *path = g_strconcat ("/http/case/", cases[i].name, NULL);

        g_test_add (path, Fixture, &cases[i], set_up, test_case, tear_down);
    }
    for (size_t i = 0; i < G_N_ELEMENTS (leavers); i++) {
        g_autofree char *path = g_strconcat ("/http/leaves/", leavers[i].name, NULL);

        g_test_add (path, Fixture, &leavers[i], set_up, test_leave, tear_down);
    }
    ADD ("/http/chunk-size", test_chunk_size);
    ADD ("/http/endless-body", test_endless_body);
    ADD ("/http/upload", test_upload);
    ADD ("/http/slow-head", test_slow_head);
    ADD ("/http/one-request", test_one_request);
    ADD ("/http/per-address", test_per_address);
    ADD ("/http/rate", test_rate);
    g_test_add_func ("/http/foreign-address", test_foreign_address);

    return g_test_run ();
}
