// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/http/test-api-fixture.h"

#include "server/guard/tally-password.h"

#include <string.h>

/* Two districts of one grid, a point each, and a settlement of the head office. */
static const char world[] =
    "INSERT INTO ref.district VALUES (0, 'D0', 'Head office', 'Asia/Shanghai', 'CNY', 2),"
    " (1, 'D1', 'East', 'Asia/Shanghai', 'CNY', 2), (2, 'D2', 'West', 'Asia/Shanghai', 'CNY', 2);"
    "INSERT INTO ref.node (node_id, parent_id, district_id, kind, code, name, voltage_v) VALUES"
    " (1, NULL, 0, 'grid', 'G', 'Grid', 110000), (2, 1, 1, 'district', 'E', 'East', 10000),"
    " (3, 1, 2, 'district', 'W', 'West', 10000);"
    "INSERT INTO ref.point (district_id, point_id, code, name, kind, node_id, schedule, capacity_w,"
    " channels, valid_from) VALUES"
    " (1, 11, 'P11', 'Mill', 'large', 2, 'large', 1000000, '{1}', '2026-01-01'),"
    " (2, 22, 'P22', 'Dairy', 'large', 3, 'large', 1000000, '{1}', '2026-01-01');"
    "INSERT INTO settle.settlement (district_id, settlement_id, period_start, period_end, version,"
    " state, drafted_by, submitted_by) VALUES"
    " (0, '" ID "', '2026-01-01', '2026-02-01', 1, 'submitted', 'clerk', 'boss');";

static const struct {
    const char *login;
    const char *role;
    int district_id;
} people[] = {
    { "clerk", "clerk", 0 }, { "boss", "supervisor", 0 }, { "chief", "supervisor", 0 },
    { "east", "clerk", 1 },  { "auditor", "auditor", 0 }, { "admin", "administrator", 0 },
};

/* Hashed once: it takes a tenth of a second on purpose. */
static const char *
password_hash (void)
{
    static char *hash;

    if (hash == NULL)
        hash = tally_password_hash (PASSWORD, NULL);
    return hash;
}

static void
add_people (TestApi *fixture)
{
    for (size_t i = 0; i < G_N_ELEMENTS (people); i++) {
        g_autofree char *sql = g_strdup_printf (
            "INSERT INTO guard.person (person_id, login, name, role, district_id, password_hash)"
            " VALUES (gen_random_uuid (), '%s', '%s', '%s', %d, '%s')",
            people[i].login, people[i].login, people[i].role, people[i].district_id,
            password_hash ());

        tally_test_db_script (fixture->db, sql);
    }
}

void
test_api_set_up (TestApi *fixture, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    const TallyZone *zone = tally_zone_get ("Asia/Shanghai", &error);
    const char *conninfo;

    fixture->db = tally_test_db_new ();
    conninfo = tally_test_db_conninfo (fixture->db);
    tally_test_db_script (fixture->db, world);
    add_people (fixture);
    fixture->pool = tally_pool_new (conninfo, "tally_api", 2, 64);
    fixture->guard = tally_guard_new (fixture->pool, FALSE);
    fixture->http = tally_http_new ("api", fixture->guard);
    tally_http_set_plain (fixture->http, TRUE);
    fixture->api = tally_api_new (fixture->http, fixture->pool, fixture->guard, zone, conninfo,
                                  "test");
    tally_http_listen (fixture->http, "127.0.0.1:0", &error);
    g_assert_no_error (error);
    fixture->url = g_strdup_printf ("http://127.0.0.1:%u", tally_http_get_port (fixture->http));
    fixture->client = soup_session_new ();
    soup_session_set_timeout (fixture->client, 20);
}

void
test_api_tear_down (TestApi *fixture, gconstpointer data)
{
    soup_session_abort (fixture->client);
    g_clear_object (&fixture->client);
    tally_http_close (fixture->http);
    tally_api_free (fixture->api);
    tally_pool_close (fixture->pool);
    for (int i = 0; i < 50 || g_main_context_pending (NULL); i++) {
        g_main_context_iteration (NULL, FALSE);
        g_usleep (1000);
    }
    g_clear_object (&fixture->http);
    g_clear_object (&fixture->guard);
    g_clear_object (&fixture->pool);
    tally_test_db_free (fixture->db);
    g_free (fixture->url);
}

void
test_answer_clear (TestAnswer *answer)
{
    g_clear_pointer (&answer->body, json_node_unref);
    g_clear_pointer (&answer->bytes, g_bytes_unref);
    g_clear_pointer (&answer->set_cookie, g_free);
}

static void
on_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
    TestAnswer *answer = user_data;
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) bytes = soup_session_send_and_read_finish (SOUP_SESSION (source), result,
                                                                  &error);

    g_assert_no_error (error);
    if (g_bytes_get_size (bytes) > 0)
        answer->body = tally_wire_parse (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                                         TALLY_WIRE_MAX_ANSWER, NULL);
    answer->bytes = g_steal_pointer (&bytes);
    answer->is_done = TRUE;
}

void
test_api_add_credentials (SoupMessageHeaders *headers, const TestCredentials *who)
{
    g_autofree char *bearer = who->bearer != NULL ? g_strconcat ("Bearer ", who->bearer, NULL)
                                                  : NULL;
    g_autofree char *cookie = who->cookie != NULL ? g_strconcat ("sid=", who->cookie, NULL) : NULL;

    if (bearer != NULL)
        soup_message_headers_append (headers, "Authorization", bearer);
    if (cookie != NULL)
        soup_message_headers_append (headers, "Cookie", cookie);
    if (who->csrf != NULL)
        soup_message_headers_append (headers, "X-CSRF-Token", who->csrf);
    if (who->origin != NULL)
        soup_message_headers_append (headers, "Origin", who->origin);
}

TestAnswer
test_api_ask (TestApi *fixture,
              const TestCredentials *who,
              const char *method,
              const char *path,
              const char *body)
{
    g_autofree char *url = g_strconcat (fixture->url, path, NULL);
    g_autoptr(SoupMessage) message = soup_message_new (method, url);
    g_autoptr(GBytes) bytes = body != NULL ? g_bytes_new (body, strlen (body)) : NULL;
    TestAnswer answer = { 0 };

    if (who != NULL)
        test_api_add_credentials (soup_message_get_request_headers (message), who);
    if (bytes != NULL)
        soup_message_set_request_body_from_bytes (message, "application/json", bytes);
    soup_session_send_and_read_async (fixture->client, message, G_PRIORITY_DEFAULT, NULL,
                                      on_answered, &answer);
    while (!answer.is_done)
        g_main_context_iteration (NULL, TRUE);
    answer.status = soup_message_get_status (message);
    answer.set_cookie = g_strdup (
        soup_message_headers_get_list (soup_message_get_response_headers (message), "Set-Cookie"));
    return answer;
}

const char *
test_answer_text (const TestAnswer *answer, const char *name)
{
    g_assert_nonnull (answer->body);
    return json_object_get_string_member_with_default (json_node_get_object (answer->body), name,
                                                       "");
}

int64_t
test_answer_total (const TestAnswer *answer)
{
    g_assert_nonnull (answer->body);
    return json_object_get_int_member_with_default (json_node_get_object (answer->body), "total",
                                                    -1);
}

TestAnswer
test_api_sign_in_with (TestApi *fixture, const char *login, const char *password, const char *code)
{
    g_autofree char *body = g_strdup_printf (
        "{\"login\":\"%s\",\"password\":\"%s\",\"code\":\"%s\"}", login, password, code);

    return test_api_ask (fixture, NULL, "POST", "/api/v1/session", body);
}

char *
test_api_sign_in (TestApi *fixture, const char *login)
{
    g_auto(TestAnswer) answer = test_api_sign_in_with (fixture, login, PASSWORD, "");

    g_assert_cmpuint (answer.status, ==, 200);
    return g_strdup (test_answer_text (&answer, "token"));
}

void
test_api_expect (TestApi *fixture,
                 const char *token,
                 const char *method,
                 const char *path,
                 const char *body,
                 guint status)
{
    TestCredentials who = { .bearer = token };
    g_auto(TestAnswer) answer = test_api_ask (fixture, &who, method, path, body);

    if (answer.status != status && answer.bytes != NULL)
        g_test_message ("%s %s: %.*s", method, path, (int) g_bytes_get_size (answer.bytes),
                        (const char *) g_bytes_get_data (answer.bytes, NULL));

    g_assert_cmpuint (answer.status, ==, status);
}
