// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: the staff API lets everybody do what his office may do, and nobody anything else. */
#include "server/guard/tally-audit-store.h"
#include "tests/http/test-api-fixture.h"

#include <string.h>

typedef struct {
    const char *login;
    const char *method;
    const char *path;
    const char *body;
    guint status;
} RoleCase;

#define REREAD "{\"request_id\":\"" RUN "\",\"points\":[{\"district_id\":1,\"point_id\":11}]}"

static const RoleCase role_cases[] = {
    { "auditor", "GET", "/api/v1/regions", NULL, 200 },
    { "auditor", "POST", "/api/v1/collection/reread", REREAD, 403 },
    { "auditor", "POST", SETTLEMENT "/submit", "{}", 403 },
    { "admin", "POST", "/api/v1/bill-runs", "{}", 403 },
    { "clerk", "POST", SETTLEMENT "/approve", "{\"password\":\"" PASSWORD "\"}", 403 },
    { "clerk", "POST", SETTLEMENT "/publish", "{}", 403 },
    { "clerk", "POST", SETTLEMENT "/return", "{\"reason\":\"x\"}", 403 },
    { "clerk", "POST", "/api/v1/collection/reread", REREAD, 202 },
    { "clerk", "POST", "/api/v1/collection/reread", "{\"points\":[]}", 422 },
    { "clerk", "GET", "/api/v1/collection/summary?day=2026-02-30", NULL, 422 },
    { "clerk", "GET", "/api/v1/bills/no-such", NULL, 404 },
    { "clerk", "GET", "/api/v1/settlements/not-a-uuid", NULL, 422 },
    { "east", "POST", SETTLEMENT "/submit", "{}", 403 },
};

static void
test_roles (TestApi *fixture, gconstpointer data)
{
    static const char *const logins[] = { "auditor", "admin", "clerk", "east" };

    for (size_t i = 0; i < G_N_ELEMENTS (logins); i++) {
        g_autofree char *token = test_api_sign_in (fixture, logins[i]);

        for (size_t j = 0; j < G_N_ELEMENTS (role_cases); j++) {
            const RoleCase *c = &role_cases[j];

            if (!g_str_equal (c->login, logins[i]))
                continue;
            g_test_message ("%s %s %s", c->login, c->method, c->path);
            test_api_expect (fixture, token, c->method, c->path, c->body, c->status);
        }
    }
}

static void
test_foreign_district (TestApi *fixture, gconstpointer data)
{
    g_autofree char *token = test_api_sign_in (fixture, "east");
    g_autofree char *all = test_api_sign_in (fixture, "clerk");
    TestCredentials east = { .bearer = token };
    TestCredentials head = { .bearer = all };
    g_auto(TestAnswer) mine = test_api_ask (fixture, &east, "GET",
                                             "/api/v1/collection/heat?day=2026-03-01", NULL);
    g_auto(TestAnswer) every = test_api_ask (fixture, &head, "GET",
                                              "/api/v1/collection/heat?day=2026-03-01", NULL);
    g_auto(TestAnswer)
                settlements = test_api_ask (fixture, &east, "GET", "/api/v1/settlements", NULL);
    g_autofree char *orders = NULL;

    g_assert_cmpint (test_answer_total (&mine), ==, 1);
    g_assert_cmpint (test_answer_total (&every), ==, 2);
    g_assert_cmpint (test_answer_total (&settlements), ==, 0);
    test_api_expect (fixture, token, "GET", "/api/v1/points/1/11/intervals?day=2026-03-01", NULL,
                     200);
    test_api_expect (fixture, token, "GET", "/api/v1/points/2/22/intervals?day=2026-03-01", NULL,
                     404);
    test_api_expect (fixture, token, "POST", "/api/v1/collection/reread",
                     "{\"request_id\":\"" RUN
                     "\",\"points\":[{\"district_id\":2,\"point_id\":22}]}",
                     404);
    test_api_expect (fixture, token, "POST", "/api/v1/bill-runs",
                     "{\"run_id\":\"" RUN "\",\"district_id\":2,\"period_start\":\"2026-01-01\","
                     "\"period_end\":\"2026-02-01\"}",
                     403);
    orders = tally_test_db_ask (fixture->db, "SELECT count (*) FROM collect.request");
    g_assert_cmpstr (orders, ==, "0");
}

static void
test_csrf (TestApi *fixture, gconstpointer data)
{
    g_auto(TestAnswer) opened = test_api_sign_in_with (fixture, "clerk", PASSWORD, "");
    const char *token = test_answer_text (&opened, "token");
    const char *csrf = test_answer_text (&opened, "csrf");
    const TestCredentials cases[] = {
        { .cookie = token },
        { .cookie = token, .csrf = csrf },
        { .cookie = token, .origin = fixture->url },
        { .cookie = token, .csrf = "wrong", .origin = fixture->url },
        { .cookie = token, .csrf = csrf, .origin = "http://evil.example" },
        { .cookie = token, .csrf = csrf, .origin = "null" },
    };
    TestCredentials right = { .cookie = token, .csrf = csrf, .origin = fixture->url };
    g_auto(TestAnswer) taken = { 0 };

    for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_auto(TestAnswer) refused = test_api_ask (fixture, &cases[i], "POST",
                                                    "/api/v1/collection/reread", REREAD);

        g_assert_cmpuint (refused.status, ==, 403);
    }
    taken = test_api_ask (fixture, &right, "POST", "/api/v1/collection/reread", REREAD);
    g_assert_cmpuint (taken.status, ==, 202);
}

static void
test_repeated_request (TestApi *fixture, gconstpointer data)
{
    g_autofree char *token = test_api_sign_in (fixture, "clerk");
    g_autofree char *orders = NULL;

    for (int i = 0; i < 3; i++)
        test_api_expect (fixture, token, "POST", "/api/v1/collection/reread", REREAD, 202);
    orders = tally_test_db_ask (fixture->db, "SELECT count (*) FROM collect.request");
    g_assert_cmpstr (orders, ==, "1");
}

#define CONFIRM "{\"password\":\"" PASSWORD "\"}"

static void
test_four_eyes (TestApi *fixture, gconstpointer data)
{
    g_autofree char *boss = test_api_sign_in (fixture, "boss");
    g_autofree char *chief = test_api_sign_in (fixture, "chief");
    TestCredentials submitter = { .bearer = boss };
    g_auto(TestAnswer)
                own = test_api_ask (fixture, &submitter, "POST", SETTLEMENT "/approve", CONFIRM);
    g_autofree char *before = NULL;
    g_autofree char *after = NULL;

    g_assert_cmpuint (own.status, ==, 403);
    g_assert_cmpstr (test_answer_text (&own, "message"), ==, "four-eyes");
    before = tally_test_db_ask (fixture->db, "SELECT state FROM settle.settlement");
    g_assert_cmpstr (before, ==, "submitted");

    test_api_expect (fixture, chief, "POST", SETTLEMENT "/approve",
                     "{\"password\":\"not mine at all\"}", 403);
    test_api_expect (fixture, chief, "POST", SETTLEMENT "/approve", "{}", 422);
    test_api_expect (fixture, chief, "POST", SETTLEMENT "/approve", CONFIRM, 202);
    after = tally_test_db_ask (fixture->db, "SELECT state || ' ' || decided_by"
                                            " FROM settle.settlement");
    g_assert_cmpstr (after, ==, "approved chief");
    /* Deciding again is a plain conflict. */
    test_api_expect (fixture, chief, "POST", SETTLEMENT "/approve", CONFIRM, 409);
}

static void
test_trail (TestApi *fixture, gconstpointer data)
{
    g_autofree char *token = test_api_sign_in (fixture, "chief");
    g_autoptr(TallyDb) auditor = NULL;
    g_autoptr(TallyAuditFault) none = NULL;
    g_autoptr(TallyAuditFault) fault = NULL;
    g_autoptr(GError) error = NULL;
    g_autofree char *rows = NULL;
    int64_t n_rows;

    test_api_expect (fixture, token, "POST", SETTLEMENT "/approve", CONFIRM, 202);
    rows = tally_test_db_ask (fixture->db,
                              "SELECT string_agg (stream || ' ' || action || ' ' || person, ', '"
                              " ORDER BY stream, seq) FROM guard.audit");
    g_assert_cmpstr (rows, ==,
                     "guard sign-in chief, guard confirm chief, "
                     "settlement settlement-approve chief");

    auditor = tally_test_db_open_as (fixture->db, "tally_auditor");
    g_assert_true (tally_audit_store_verify (auditor, &n_rows, &none, &error));
    g_assert_no_error (error);
    g_assert_null (none);
    g_assert_cmpint (n_rows, ==, 3);

    tally_test_db_script (fixture->db, "UPDATE guard.audit SET person = 'clerk'"
                                       " WHERE stream = 'settlement'");
    g_assert_true (tally_audit_store_verify (auditor, &n_rows, &fault, &error));
    g_assert_nonnull (fault);
    g_assert_cmpstr (fault->stream, ==, "settlement");
    g_assert_cmpint (fault->seq, ==, 1);
}

static void
test_health (TestApi *fixture, gconstpointer data)
{
    g_auto(TestAnswer) health = test_api_ask (fixture, NULL, "GET", "/healthz", NULL);
    g_auto(TestAnswer) metrics = test_api_ask (fixture, NULL, "GET", "/metrics", NULL);

    g_assert_cmpuint (health.status, ==, 200);
    g_assert_cmpstr (test_answer_text (&health, "state"), ==, "ok");
    g_assert_cmpuint (metrics.status, ==, 200);
}

typedef struct {
    GString *text;
    char buffer[1024];
    gboolean is_over;
} Listening;

static void
on_heard (GObject *source, GAsyncResult *result, gpointer user_data)
{
    Listening *listening = user_data;
    gssize n = g_input_stream_read_finish (G_INPUT_STREAM (source), result, NULL);

    if (n <= 0) {
        listening->is_over = TRUE;
        return;
    }
    g_string_append_len (listening->text, listening->buffer, n);
    g_input_stream_read_async (G_INPUT_STREAM (source), listening->buffer, sizeof listening->buffer,
                               0, NULL, on_heard, listening);
}

static void
on_joined (GObject *source, GAsyncResult *result, gpointer user_data)
{
    GInputStream **stream = user_data;

    *stream = soup_session_send_finish (SOUP_SESSION (source), result, NULL);
    g_assert_nonnull (*stream);
}

static void
wait_for_text (Listening *listening, const char *text)
{
    gint64 until_us = g_get_monotonic_time () + 10 * G_USEC_PER_SEC;

    while (strstr (listening->text->str, text) == NULL && g_get_monotonic_time () < until_us) {
        if (!g_main_context_iteration (NULL, FALSE))
            g_usleep (1000);
    }
    g_assert_nonnull (strstr (listening->text->str, text));
}

static void
test_events (TestApi *fixture, gconstpointer data)
{
    g_autofree char *token = test_api_sign_in (fixture, "clerk");
    g_autofree char *url = g_strconcat (fixture->url, "/api/v1/events", NULL);
    g_autoptr(SoupMessage) message = soup_message_new ("GET", url);
    g_autoptr(GInputStream) stream = NULL;
    TestCredentials who = { .bearer = token };
    Listening listening = { .text = g_string_new (NULL) };

    test_api_add_credentials (soup_message_get_request_headers (message), &who);
    soup_session_send_async (fixture->client, message, 0, NULL, on_joined, &stream);
    while (stream == NULL)
        g_main_context_iteration (NULL, TRUE);
    g_input_stream_read_async (stream, listening.buffer, sizeof listening.buffer, 0, NULL, on_heard,
                               &listening);
    wait_for_text (&listening, "retry: 3000");

    /* What the database says, the screens hear. */
    tally_test_db_script (fixture->db, "SELECT pg_notify ('bill', '{\"id\":\"r\",\"kind\":"
                                       "\"progress\",\"done\":3,\"total\":7}')");
    wait_for_text (&listening, "event: bill-run\ndata: {\"id\":\"r\",\"kind\":\"progress\","
                               "\"done\":3,\"total\":7,\"text\":null}\n\n");
    test_api_expect (fixture, token, "DELETE", "/api/v1/session", NULL, 204);
    while (!listening.is_over)
        g_main_context_iteration (NULL, TRUE);
    g_string_free (listening.text, TRUE);
}

#define ADD(path, test) g_test_add (path, TestApi, NULL, test_api_set_up, test, test_api_tear_down)

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    ADD ("/api/roles", test_roles);
    ADD ("/api/foreign-district", test_foreign_district);
    ADD ("/api/csrf", test_csrf);
    ADD ("/api/repeated-request", test_repeated_request);
    ADD ("/api/four-eyes", test_four_eyes);
    ADD ("/api/trail", test_trail);
    ADD ("/api/health", test_health);
    ADD ("/api/events", test_events);

    return g_test_run ();
}
