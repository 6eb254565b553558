// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: a tariff goes from a clerk's draft into force through two people; the wrong role, a wrong
 * password, the same person and a stale revision change nothing; a what-if is only its asker's. */
#include "tests/http/test-api-fixture.h"

#include <string.h>

#define DRAFT "55555555-5555-4555-8555-555555555555"
#define PATH "/api/v1/tariff-drafts/" DRAFT
#define WHATIF "66666666-6666-4666-8666-666666666666"
#define TEXT                                                                                   \
    "{\\\"format\\\":\\\"gridtally-tariff-v1\\\",\\\"id\\\":\\\"home\\\",\\\"name\\\":"        \
    "\\\"Home\\\","                                                                            \
    "\\\"valid_from\\\":\\\"2020-01-01\\\",\\\"currency\\\":\\\"CNY\\\",\\\"components\\\":[{" \
    "\\\"id\\\":\\\"energy\\\",\\\"kind\\\":\\\"energy\\\",\\\"rate\\\":\\\"0.5\\\"}]}"
#define SAVE(revision) "{\"revision\": " #revision ", \"document\": \"" TEXT "\"}"
#define SIGN(revision, password) "{\"revision\": " #revision ", \"password\": \"" password "\"}"

static void
test_two_people (TestApi *api, gconstpointer data)
{
    g_autofree char *clerk = test_api_sign_in (api, "clerk");
    g_autofree char *boss = test_api_sign_in (api, "boss");
    g_autofree char *chief = test_api_sign_in (api, "chief");
    g_autofree char *auditor = test_api_sign_in (api, "auditor");
    g_autofree char *east = test_api_sign_in (api, "east");
    g_autofree char *found = NULL;
    TestCredentials who = { .bearer = clerk };
    g_auto(TestAnswer) answer = { 0 };

    test_api_expect (api, auditor, "PUT", PATH, SAVE (0), 403);
    test_api_expect (api, east, "PUT", PATH, SAVE (0), 403); /* of one district */
    test_api_expect (api, boss, "PUT", PATH, SAVE (0), 200);
    test_api_expect (api, boss, "PUT", PATH, SAVE (0), 200); /* repeated: nothing new */
    test_api_expect (api, clerk, "POST", PATH "/propose", "{\"revision\": 7}", 409);
    test_api_expect (api, boss, "POST", PATH "/withdraw",
                     "{\"revision\": 1, \"reason\": \"x\", \"corrects\": \"y\"}", 422);
    test_api_expect (api, boss, "POST", PATH "/propose",
                     "{\"revision\": 1, \"corrects\": \"wrong rate\"}", 200);
    test_api_expect (api, clerk, "POST", PATH "/sign", SIGN (2, PASSWORD), 403); /* the role */
    test_api_expect (api, boss, "POST", PATH "/sign", SIGN (2, PASSWORD), 403);  /* the person */
    test_api_expect (api, chief, "POST", PATH "/sign", SIGN (2, "something else"), 403);
    test_api_expect (api, chief, "POST", PATH "/return", "{\"revision\": 2}", 422); /* no reason */
    found = tally_test_db_ask (api->db, "SELECT state FROM ref.tariff_draft");
    g_assert_cmpstr (found, ==, "proposed");
    test_api_expect (api, chief, "POST", PATH "/sign", SIGN (2, PASSWORD), 200);
    test_api_expect (api, clerk, "PUT", PATH, SAVE (3), 409);

    answer = test_api_ask (api, &who, "GET", "/api/v1/tariffs/home@1", NULL);
    g_assert_cmpuint (answer.status, ==, 200);
    g_assert_cmpstr (test_answer_text (&answer, "state"), ==, "in-force");
    g_assert_cmpstr (test_answer_text (&answer, "drafted_by"), ==, "boss");
    g_assert_cmpstr (test_answer_text (&answer, "signed_by"), ==, "chief");
    g_assert_cmpstr (test_answer_text (&answer, "corrects"), ==, "wrong rate");
    g_assert_nonnull (strstr (test_answer_text (&answer, "document"), "\"0.5\""));
    g_assert_cmpuint (json_array_get_length (
                          json_object_get_array_member (json_node_get_object (answer.body),
                                                        "history")),
                      ==, 3);
    test_api_expect (api, clerk, "GET", "/api/v1/tariffs/home@2", NULL, 404);
    test_api_expect (api, auditor, "GET", "/api/v1/tariffs", NULL, 200);
}

/* A foreign district is no part of the scope, and nobody reads another's result. */
static void
test_what_if (TestApi *api, gconstpointer data)
{
    g_autofree char *clerk = test_api_sign_in (api, "clerk");
    g_autofree char *boss = test_api_sign_in (api, "boss");
    g_autofree char *auditor = test_api_sign_in (api, "auditor");
    const char *body = "{\"whatif_id\": \"" WHATIF "\", \"month\": \"2026-03\", \"replaces\": "
                       "\"T\", \"document\": \"" TEXT "\"}";

    test_api_expect (api, auditor, "POST", "/api/v1/what-ifs", body, 403);
    test_api_expect (api, clerk, "POST", "/api/v1/what-ifs",
                     "{\"whatif_id\": \"" WHATIF "\", \"month\": \"2026-03\", \"document\": \"\"}",
                     422);
    test_api_expect (api, clerk, "POST", "/api/v1/what-ifs", body, 404); /* nobody is under T */
    test_api_expect (api, clerk, "POST", "/api/v1/what-ifs", body, 409); /* the id is taken */
    test_api_expect (api, boss, "GET", "/api/v1/what-ifs/" WHATIF, NULL, 404);
    test_api_expect (api, boss, "POST", "/api/v1/what-ifs/" WHATIF "/cancel", "{}", 404);
    test_api_expect (api, clerk, "GET", "/api/v1/pricing?account=none&month=2026-03", NULL, 404);
    test_api_expect (api, clerk, "GET", "/api/v1/pricing?account=A8&month=2026-13", NULL, 422);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add ("/tariff-api/two-people", TestApi, NULL, test_api_set_up, test_two_people,
                test_api_tear_down);
    g_test_add ("/tariff-api/what-if", TestApi, NULL, test_api_set_up, test_what_if,
                test_api_tear_down);
    return g_test_run ();
}
