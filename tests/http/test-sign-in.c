// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: a session is opened by the right person only, tells nothing to the wrong one, and ends. */
#include "tests/http/test-api-fixture.h"

#include "server/guard/tally-password.h"

#include <string.h>

static void
test_session (TestApi *fixture, gconstpointer data)
{
    g_auto(TestAnswer) opened = test_api_sign_in_with (fixture, "clerk", PASSWORD, "");
    const char *token = test_answer_text (&opened, "token");
    TestCredentials who = { .bearer = token };
    g_auto(TestAnswer) shown = test_api_ask (fixture, &who, "GET", "/api/v1/session", NULL);
    g_autofree char *kept = NULL;

    g_assert_cmpuint (opened.status, ==, 200);
    g_assert_cmpuint (strlen (token), ==, TALLY_TOKEN_TEXT);
    g_assert_true (g_str_has_prefix (opened.set_cookie, "sid="));
    g_assert_nonnull (strstr (opened.set_cookie, "HttpOnly; SameSite=Lax"));
    g_assert_cmpuint (shown.status, ==, 200);
    g_assert_cmpstr (test_answer_text (&shown, "token"), ==, "");
    g_assert_cmpstr (test_answer_text (&opened, "currency"), ==, "CNY");
    g_assert_cmpstr (test_answer_text (&shown, "currency"), ==, "CNY");

    /* Only its digest is stored. */
    kept = tally_test_db_ask (fixture->db,
                              "SELECT encode (token_sha256, 'hex') FROM guard.session");
    g_assert_cmpuint (strlen (kept), ==, 64);
    g_assert_null (strstr (kept, token));

    test_api_expect (fixture, token, "DELETE", "/api/v1/session", NULL, 204);
    g_usleep (100000);
    test_api_expect (fixture, token, "GET", "/api/v1/session", NULL, 401);
}

/* Unknown name, wrong password, disabled, blocked: one answer. */
static void
test_refusals_look_alike (TestApi *fixture, gconstpointer data)
{
    static const char *const logins[] = { "nobody", "clerk", "auditor", "boss" };
    g_autofree char *first = NULL;

    tally_test_db_script (fixture->db,
                          "UPDATE guard.person SET is_disabled = true WHERE login = 'auditor';"
                          "UPDATE guard.person SET blocked_until = now () + interval '1 hour'"
                          " WHERE login = 'boss'");
    for (size_t i = 0; i < G_N_ELEMENTS (logins); i++) {
        g_auto(TestAnswer) answer = test_api_sign_in_with (fixture, logins[i],
                                                            g_str_equal (logins[i], "clerk")
                                                                ? "wrong wrong wrong"
                                                                : PASSWORD,
                                                            "");

        g_assert_cmpuint (answer.status, ==, 401);
        if (first == NULL)
            first = g_strdup (test_answer_text (&answer, "message"));
        g_assert_cmpstr (test_answer_text (&answer, "message"), ==, first);
    }
}

static void
test_delay_after_failures (TestApi *fixture, gconstpointer data)
{
    g_autofree char *blocked = NULL;
    g_autofree char *audited = NULL;

    for (int i = 0; i < 5; i++) {
        g_auto(TestAnswer)
                    answer = test_api_sign_in_with (fixture, "clerk", "wrong wrong wrong", "");

        g_assert_cmpuint (answer.status, ==, 401);
    }
    blocked = tally_test_db_ask (fixture->db, "SELECT failures || ' ' || (blocked_until > now ())"
                                              " FROM guard.person WHERE login = 'clerk'");
    g_assert_cmpstr (blocked, ==, "5 true");
    audited = tally_test_db_ask (fixture->db, "SELECT count (*) FROM guard.audit"
                                              " WHERE action = 'sign-in-refused'");
    g_assert_cmpstr (audited, ==, "5");

    /* The sixth in a minute is too much, whoever asks. */
    {
        g_auto(TestAnswer) sixth = test_api_sign_in_with (fixture, "clerk", PASSWORD, "");

        g_assert_cmpuint (sixth.status, ==, 429);
    }
}

static void
test_code_device (TestApi *fixture, gconstpointer data)
{
    g_auto(TestAnswer) without = { 0 };
    g_auto(TestAnswer) wrong = { 0 };

    tally_test_db_script (fixture->db,
                          "UPDATE guard.person SET totp_secret = '\\x3132333435363738393031323334"
                          "353637383930' WHERE login = 'clerk'");
    without = test_api_sign_in_with (fixture, "clerk", PASSWORD, "");
    g_assert_cmpuint (without.status, ==, 401);
    g_assert_cmpstr (test_answer_text (&without, "message"), ==, "code is needed");
    wrong = test_api_sign_in_with (fixture, "clerk", PASSWORD, "000000");
    g_assert_cmpuint (wrong.status, ==, 401);
}

static void
test_expired (TestApi *fixture, gconstpointer data)
{
    g_autofree char *token = test_api_sign_in (fixture, "clerk");

    test_api_expect (fixture, token, "GET", "/api/v1/regions", NULL, 200);
    tally_test_db_script (fixture->db,
                          "UPDATE guard.session SET used_at = now () - interval '16 minutes'");
    test_api_expect (fixture, token, "GET", "/api/v1/regions", NULL, 401);
}

/* What was written while the database's clock was ahead lets nobody in longer, nor keeps out. */
static void
test_clock_was_ahead (TestApi *fixture, gconstpointer data)
{
    g_autofree char *token = test_api_sign_in (fixture, "clerk");
    g_autofree char *again = NULL;

    tally_test_db_script (fixture->db,
                          "UPDATE guard.session SET used_at = now () + interval '4 minutes'");
    test_api_expect (fixture, token, "GET", "/api/v1/regions", NULL, 200);
    tally_test_db_script (fixture->db,
                          "UPDATE guard.session SET used_at = now () + interval '1 day';"
                          "UPDATE guard.person SET failures = 9, blocked_until ="
                          " now () + interval '1 day' WHERE login = 'clerk'");
    test_api_expect (fixture, token, "GET", "/api/v1/regions", NULL, 401);
    again = test_api_sign_in (fixture, "clerk");
    test_api_expect (fixture, again, "GET", "/api/v1/regions", NULL, 200);
}

static void
test_disabled_person (TestApi *fixture, gconstpointer data)
{
    g_autofree char *token = test_api_sign_in (fixture, "clerk");

    tally_test_db_script (fixture->db,
                          "UPDATE guard.person SET is_disabled = true WHERE login = 'clerk'");
    test_api_expect (fixture, token, "GET", "/api/v1/regions", NULL, 401);
}

#define ADD(path, test) g_test_add (path, TestApi, NULL, test_api_set_up, test, test_api_tear_down)

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    ADD ("/sign-in/session", test_session);
    ADD ("/sign-in/refusals-look-alike", test_refusals_look_alike);
    ADD ("/sign-in/delay-after-failures", test_delay_after_failures);
    ADD ("/sign-in/code-device", test_code_device);
    ADD ("/sign-in/expired", test_expired);
    ADD ("/sign-in/clock-was-ahead", test_clock_was_ahead);
    ADD ("/sign-in/disabled-person", test_disabled_person);

    return g_test_run ();
}
