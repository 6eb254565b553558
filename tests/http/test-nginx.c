// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: with our configuration, nginx stops what libsoup must never see, and loses nothing else. */
#include "server/publish/http/tally-http.h"
#include "tests/http/test-talk.h"
#include "tests/lib/tally-test-nginx.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct {
    TallyHttp *http;
    TallyTestNginx *nginx;
    guint port;
    guint n_handled;
    gsize body_length;
    char *address;
    char *range;
} Fixture;

static const TallyAccess anyone = { .who = TALLY_WHO_ANYONE, .rate = TALLY_RATE_NONE };
static const TallyAccess upload = { .who = TALLY_WHO_ANYONE,
                                    .rate = TALLY_RATE_NONE,
                                    .body_max = TALLY_HTTP_UPLOAD_MAX };

/* What staff send as it is, with the most that nginx lets through. */
static const struct {
    const char *path;
    size_t n_mib;
} uploads[] = {
    { "/api/v1/imports", 10 },
    { "/api/v1/points/1/11/photos", 5 },
};

static void
reply (TallyRequest *request, gpointer user_data)
{
    Fixture *fixture = user_data;

    fixture->n_handled++;
    fixture->body_length = g_bytes_get_size (tally_request_get_body (request));
    g_free (fixture->address);
    fixture->address = g_strdup (tally_request_get_address (request));
    g_free (fixture->range);
    fixture->range = g_strdup (tally_request_get_header (request, "Range"));
    g_assert_true (tally_request_is_secure (request));
    tally_request_reply_json (request, 200, json_node_new (JSON_NODE_NULL));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
    g_autoptr(GError) error = NULL;

    fixture->http = tally_http_new ("test", NULL);
    tally_http_set_behind_proxy (fixture->http, TRUE);
    tally_http_add_route (fixture->http, "GET", "/ok", &anyone, reply, fixture);
    tally_http_add_route (fixture->http, "POST", "/ok", &anyone, reply, fixture);
    for (size_t i = 0; i < G_N_ELEMENTS (uploads); i++)
        tally_http_add_route (fixture->http, "PUT", uploads[i].path, &upload, reply, fixture);
    tally_http_listen (fixture->http, "127.0.0.1:0", &error);
    g_assert_no_error (error);
    fixture->nginx = tally_test_nginx_new (tally_http_get_port (fixture->http));
    fixture->port = tally_test_nginx_get_web_port (fixture->nginx);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
    tally_test_nginx_free (fixture->nginx);
    tally_http_close (fixture->http);
    while (g_main_context_iteration (NULL, FALSE))
        continue;
    g_object_unref (fixture->http);
    g_free (fixture->address);
    g_free (fixture->range);
}

typedef struct {
    const char *name;
    const char *sent;
    int status;
    guint n_handled;
} Case;

#define RANGES "0-,0-,0-,0-,0-,0-,0-,0-,0-,0-,0-,0-,0-,0-,0-,0-,0-,0-,0-,0-,0-,0-,0-,0-,0-"

static const Case cases[] = {
    { "get", HEAD ("GET", "/ok") CLOSE "\r\n", 200, 1 },
    { "forged-address", HEAD ("GET", "/ok") CLOSE "X-Forwarded-For: 10.9.8.7\r\n\r\n", 200, 1 },
    { "chunked",
      HEAD ("POST", "/ok") CLOSE "Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n", 200, 1 },
    { "two-hosts", HEAD ("GET", "/ok") "Host: y\r\n" CLOSE "\r\n", 400, 0 },
    { "length-and-chunked",
      HEAD ("POST", "/ok") "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
                           "GET /ok HTTP/1.1\r\nHost: x\r\n\r\n",
      400, 0 },
    { "chunk-size",
      HEAD ("POST", "/ok") CLOSE "Transfer-Encoding: chunked\r\n\r\n-5\r\nhello\r\n0\r\n\r\n", 400,
      0 },
    { "too-long", HEAD ("POST", "/ok") CLOSE "Content-Length: 70000\r\n\r\n", 413, 0 },
    { "ranges", HEAD ("GET", "/ok") CLOSE "Range: bytes=" RANGES "," RANGES "\r\n\r\n", 200, 1 },
    { "metrics", HEAD ("GET", "/metrics") CLOSE "\r\n", 404, 0 },
};

static void
test_case (Fixture *fixture, gconstpointer data)
{
    const Case *c = data;
    g_autofree char *answer = test_talk (fixture->port, TRUE, c->sent, NULL, 0, NULL);
    g_autofree char *status = g_strdup_printf ("HTTP/1.1 %d ", c->status);

    if (!g_str_has_prefix (answer, status))
        g_test_message ("%s", answer);
    g_assert_true (g_str_has_prefix (answer, status));
    g_assert_cmpuint (test_count (answer, "HTTP/1."), ==, 1);
    g_assert_cmpuint (fixture->n_handled, ==, c->n_handled);
    g_assert_cmpuint (test_count (answer, "Content-Security-Policy: default-src 'none'"), ==, 1);
    g_assert_cmpuint (test_count (answer, "X-Content-Type-Options: nosniff"), ==, 1);
    g_assert_cmpuint (test_count (answer, "Strict-Transport-Security: "), ==, 1);
    if (c->n_handled > 0)
        g_assert_cmpstr (fixture->address, ==, "127.0.0.1");
    g_assert_null (fixture->range);
}

static void
test_endless_body (Fixture *fixture, gconstpointer data)
{
    g_autofree char *piece = g_malloc (1024 * 1024 + 64);
    g_autofree char *answer = NULL;
    gsize head = (gsize) g_snprintf (piece, 64, "100000\r\n");

    memset (piece + head, 'a', 1024 * 1024);
    memcpy (piece + head + 1024 * 1024, "\r\n", 3);
    answer = test_talk (tally_test_nginx_get_api_port (fixture->nginx), TRUE,
                        HEAD ("PUT", "/api/v1/imports") "Transfer-Encoding: chunked\r\n\r\n", piece,
                        500, NULL);
    g_assert_true (answer[0] == '\0' || g_str_has_prefix (answer, "HTTP/1.1 413 "));
    g_assert_cmpuint (fixture->n_handled, ==, 0);
}

static char *
put (Fixture *fixture, guint port, const char *path, size_t n_mib, size_t n_more)
{
    g_autofree char *head = g_strdup_printf ("PUT %s HTTP/1.1\r\nHost: x\r\n" CLOSE
                                             "Content-Length: %zu\r\n\r\n",
                                             path, n_mib * 1024 * 1024 + n_more);
    g_autofree char *piece = g_strnfill (1024 * 1024, 'a');

    return test_talk (port, TRUE, head, piece, n_mib, NULL);
}

/* A file of readings or a photo is larger than anything else; customers send none. */
static void
test_upload (Fixture *fixture, gconstpointer data)
{
    guint api_port = tally_test_nginx_get_api_port (fixture->nginx);

    for (size_t i = 0; i < G_N_ELEMENTS (uploads); i++) {
        const char *path = uploads[i].path;
        g_autofree char *taken = put (fixture, api_port, path, uploads[i].n_mib, 0);
        g_autofree char *too_long = put (fixture, api_port, path, uploads[i].n_mib, 1);
        g_autofree char *of_customer = put (fixture, fixture->port, path, 1, 0);

        g_assert_true (g_str_has_prefix (taken, "HTTP/1.1 200 "));
        g_assert_cmpuint (fixture->body_length, ==, uploads[i].n_mib * 1024 * 1024);
        g_assert_true (too_long[0] == '\0' || g_str_has_prefix (too_long, "HTTP/1.1 413 "));
        g_assert_true (of_customer[0] == '\0' || g_str_has_prefix (of_customer, "HTTP/1.1 413 "));
        g_assert_cmpuint (fixture->n_handled, ==, i + 1);
    }
}

static void
test_slow_head (Fixture *fixture, gconstpointer data)
{
    gint64 took_us;
    g_autofree char *answer = test_talk (fixture->port, TRUE, "GET /ok HT", NULL, 0, &took_us);

    g_assert_cmpint (took_us, <, 15 * G_USEC_PER_SEC);
    g_assert_cmpuint (fixture->n_handled, ==, 0);
}

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autofree char *path = g_strconcat ("/nginx/case/", cases[i].name, NULL);

        g_test_add (path, Fixture, &cases[i], set_up, test_case, tear_down);
    }
    ADD ("/nginx/endless-body", test_endless_body);
    ADD ("/nginx/upload", test_upload);
    ADD ("/nginx/slow-head", test_slow_head);

    return g_test_run ();
}
