// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: a file or a photo is taken only from whom it may come, whole, no longer and no oftener than
 * it may be. Who may not send one is told so before a byte of it is read, however large he says it
 * is, and what breaks off leaves nothing. */
#include "server/publish/http/tally-http.h"
#include "tests/http/test-talk.h"
#include "tests/http/test-vee-fixture.h"

#include <string.h>

#define IMPORTS "/api/v1/imports?name=a.csv&format=csv"
#define PHOTOS TEST_VEE_POINT "/photos"
#define PNG "\x89PNG\r\n\x1a\n and what it shows"
#define PHOTO_MAX (5 * 1024 * 1024)
#define N_KEPT                                                                       \
    "SELECT (SELECT count (*) FROM collect.photo) || ' ' || (SELECT count (*) FROM " \
    "collect.import)"

static guint
port_of (TestVee *fixture)
{
    return tally_http_get_port (fixture->api.http);
}

static char *
head_of (const char *path, const char *headers, const char *token, gsize length)
{
    return g_strdup_printf ("PUT %s HTTP/1.1\r\nHost: x\r\n%s%s%s%sContent-Length: %" G_GSIZE_FORMAT
                            "\r\n\r\n",
                            path, headers, token != NULL ? "Authorization: Bearer " : "",
                            token != NULL ? token : "", token != NULL ? "\r\n" : "", length);
}

typedef struct {
    const char *name;
    const char *path;
    const char *headers;
    const char *token; /* NULL: none; "auditor": hers */
    const char *status;
} EarlyCase;

static const EarlyCase early_cases[] = {
    { "no-one-file", IMPORTS, "", NULL, "401 " },
    { "no-one-photo", PHOTOS, "", NULL, "401 " },
    { "garbage", IMPORTS, "", "c2VjcmV0", "401 " },
    { "long-garbage", IMPORTS, "Cookie: sid=%00\r\n", NULL, "401 " },
    { "auditor-file", IMPORTS, "", "auditor", "403 " },
    { "auditor-photo", PHOTOS, "", "auditor", "403 " },
};

/* No byte of the body follows: who waits for one gives no answer before the request is cut off. */
static void
test_early (TestVee *fixture, gconstpointer data)
{
    const EarlyCase *c = data;
    const char *token = g_strcmp0 (c->token, "auditor") == 0 ? fixture->auditor : c->token;
    g_autofree char *head = head_of (c->path, c->headers, token, 4 * 1024 * 1024);
    g_autofree char *piece = g_strnfill (1024 * 1024, 'a');
    g_autofree char *answer = test_talk (port_of (fixture), FALSE, head, NULL, 0, NULL);
    g_autofree char *with_body = test_talk (port_of (fixture), FALSE, head, piece, 4, NULL);
    g_autofree char *status = g_strconcat ("HTTP/1.1 ", c->status, NULL);

    if (!g_str_has_prefix (answer, status))
        g_error ("%s", answer);
    g_assert_true (with_body[0] == '\0' || g_str_has_prefix (with_body, status));
    test_vee_expect (fixture, N_KEPT, "0 0");
}

/* Ten a minute of one account, twenty of one address; who may not send at all is counted, too. */
static void
test_rate (TestVee *fixture, gconstpointer data)
{
    for (int i = 0; i < 10; i++)
        test_api_expect (&fixture->api, fixture->clerk, "PUT", PHOTOS, PNG, 200);
    {
        g_autofree char *head = head_of (IMPORTS, "", fixture->clerk, 3);
        g_autofree char *answer = test_talk (port_of (fixture), FALSE, head, "a,b", 1, NULL);

        g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 429 "));
        g_assert_nonnull (strstr (answer, "\r\nRetry-After: "));
    }
    for (int i = 0; i < 9; i++)
        test_api_expect (&fixture->api, fixture->auditor, "PUT", PHOTOS, PNG, 403);
    test_api_expect (&fixture->api, fixture->boss, "PUT", PHOTOS, PNG, 429);
    /* Other requests have limits of their own. */
    test_api_expect (&fixture->api, fixture->clerk, "GET", "/api/v1/regions", NULL, 200);
    test_vee_expect (fixture, N_KEPT, "1 0");
}

static guint
put_photo (TestVee *fixture, gsize length)
{
    TestCredentials clerk = { .bearer = fixture->clerk };
    g_autofree char *photo = g_strnfill (length, 'p');
    g_auto(TestAnswer) answer = { 0 };

    memcpy (photo, PNG, strlen (PNG));
    answer = test_api_ask (&fixture->api, &clerk, "PUT", PHOTOS, photo);
    return answer.status;
}

static void
test_length (TestVee *fixture, gconstpointer data)
{
    g_autofree char *long_file = head_of (IMPORTS, "", fixture->clerk, TALLY_HTTP_UPLOAD_MAX + 1);
    g_autofree char *long_photo = head_of (PHOTOS, "", fixture->clerk, PHOTO_MAX + 1);
    g_autofree char *chunks = g_strdup_printf ("PUT " PHOTOS " HTTP/1.1\r\nHost: x\r\n"
                                               "Authorization: Bearer %s\r\n"
                                               "Transfer-Encoding: chunked\r\n\r\n",
                                               fixture->clerk);
    g_autofree char *piece = g_strdup_printf ("100000\r\n%*s\r\n", 1024 * 1024, "");
    g_autofree char *file = test_talk (port_of (fixture), FALSE, long_file, NULL, 0, NULL);
    g_autofree char *photo = test_talk (port_of (fixture), FALSE, long_photo, NULL, 0, NULL);
    g_autofree char *endless = test_talk (port_of (fixture), FALSE, chunks, piece, 50, NULL);

    g_assert_true (g_str_has_prefix (file, "HTTP/1.1 413 "));
    g_assert_true (g_str_has_prefix (photo, "HTTP/1.1 413 "));
    g_assert_true (g_str_has_prefix (endless, "HTTP/1.1 413 "));
    test_vee_expect (fixture, N_KEPT, "0 0");
    g_assert_cmpuint (put_photo (fixture, PHOTO_MAX), ==, 200);
    test_vee_expect (fixture, "SELECT length (content) FROM collect.photo", "5242880");
}

static void
test_no_picture (TestVee *fixture, gconstpointer data)
{
    static const char *const others[] = { "GIF89a and more", "%PDF-1.7", "<html>", "\x89PNG",
                                          " \x89PNG\r\n\x1a\n" };

    for (size_t i = 0; i < G_N_ELEMENTS (others); i++)
        test_api_expect (&fixture->api, fixture->clerk, "PUT", PHOTOS, others[i], 422);
    test_vee_expect (fixture, N_KEPT, "0 0");
}

/* A cookie comes with whatever page asks: without its CSRF token it sends no file. */
static void
test_cookie (TestVee *fixture, gconstpointer data)
{
    TestCredentials bare = { .cookie = fixture->clerk, .origin = fixture->api.url };
    TestCredentials foreign = { .cookie = fixture->clerk,
                                .origin = "https://elsewhere.example",
                                .csrf = "c" };
    g_auto(TestAnswer) first = test_api_ask (&fixture->api, &bare, "PUT", PHOTOS, PNG);
    g_auto(TestAnswer) second = test_api_ask (&fixture->api, &foreign, "PUT", PHOTOS, PNG);

    g_assert_cmpuint (first.status, ==, 403);
    g_assert_cmpuint (second.status, ==, 403);
    test_vee_expect (fixture, N_KEPT, "0 0");
}

/* Leaves in the middle, and sends all of it then. */
static void
test_breaks_off (TestVee *fixture, gconstpointer data)
{
    g_autofree char *head = head_of (PHOTOS, "", fixture->clerk, PHOTO_MAX);
    g_autoptr(GSocketClient) client = g_socket_client_new ();
    g_autoptr(GError) error = NULL;

    for (int i = 0; i < 3; i++) {
        g_autoptr(GSocketConnection)
                       connection = g_socket_client_connect_to_host (client, "127.0.0.1",
                                                                     (guint16) port_of (fixture),
                                                                     NULL, &error);
        GSocket *socket;

        g_assert_no_error (error);
        socket = g_socket_connection_get_socket (connection);
        g_assert_cmpint (g_socket_send (socket, head, strlen (head), NULL, NULL), >, 0);
        g_assert_cmpint (g_socket_send (socket, PNG, strlen (PNG), NULL, NULL), >, 0);
        /* At once, or when the server has begun to read it. */
        for (int turn = 0; turn < 100 * i; turn++) {
            if (!g_main_context_iteration (NULL, FALSE))
                g_usleep (1000);
        }
        g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
    }
    g_assert_cmpuint (put_photo (fixture, 100), ==, 200);
    test_vee_expect (fixture, N_KEPT, "1 0");
    test_vee_expect (fixture, "SELECT length (content) FROM collect.photo", "100");
}

static void
add (const char *name, gconstpointer data, void (*test) (TestVee *, gconstpointer))
{
    g_autofree char *path = g_strconcat ("/upload/", name, NULL);

    g_test_add (path, TestVee, data, test_vee_set_up, test, test_vee_tear_down);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    for (size_t i = 0; i < G_N_ELEMENTS (early_cases); i++) {
        g_autofree char *name = g_strconcat ("early/", early_cases[i].name, NULL);

        add (name, &early_cases[i], test_early);
    }
    add ("rate", NULL, test_rate);
    add ("length", NULL, test_length);
    add ("no-picture", NULL, test_no_picture);
    add ("cookie", NULL, test_cookie);
    add ("breaks-off", NULL, test_breaks_off);
    return g_test_run ();
}
