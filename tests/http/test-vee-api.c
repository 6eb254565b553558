// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: clerks decide on exceptions, edit intervals, exchange meters and ask for jobs; the wrong
 * role, a foreign district, a repeated id and a version that somebody else replaced meanwhile
 * change nothing. */
#include "tests/http/test-vee-fixture.h"

#define POINT TEST_VEE_POINT
#define EDIT_1 "11111111-0000-4000-8000-000000000001"
#define EDIT_2 "11111111-0000-4000-8000-000000000002"
#define EDIT_3 "11111111-0000-4000-8000-000000000003"
#define GAP "1.2026-03-06.11.1.gap.32"

static char *
edit (const char *id, int base_version, const char *method, int to)
{
    return g_strdup_printf (
        "{\"edit_id\":\"%s\",\"channel\":1,\"day\":\"2026-03-03\",\"from_index\":4,\"to_index\":%d,"
        "\"method\":\"%s\"%s,\"base_version\":%d,\"reason\":\"the meter was tested\"}",
        id, to, method, g_str_equal (method, "value") ? ",\"value\":\"700\"" : "", base_version);
}

static void
ask_edit (TestVee *fixture,
          const char *who,
          const char *id,
          int base,
          const char *method,
          guint status)
{
    g_autofree char *body = edit (id, base, method, 8);

    test_api_expect (&fixture->api, who, "POST", POINT "/edits", body, status);
}

#define VERSIONS "SELECT count (*) FROM validate.block WHERE point_id = 11 AND day = '2026-03-03'"
#define EDITS "SELECT count (*) FROM validate.edit"
#define AUDIT "SELECT count (*) FROM guard.audit WHERE action = 'edit'"

static void
test_preview_changes_nothing (TestVee *fixture, gconstpointer data)
{
    TestCredentials who = { .bearer = fixture->clerk };
    g_auto(TestAnswer) answer = test_api_ask (&fixture->api, &who, "POST", POINT "/edits/preview",
                                               "{\"channel\":1,\"day\":\"2026-03-03\",\"from_"
                                               "index\":4,\"to_index\":8,\"method\":\"value\","
                                               "\"value\":\"700\"}");
    g_autofree char *sum = tally_test_db_ask (
        fixture->api.db,
        "SELECT sum FROM validate.block WHERE point_id = 11 AND day = '2026-03-03'");

    g_assert_cmpuint (answer.status, ==, 200);
    g_assert_cmpstr (test_answer_text (&answer, "sum_before"), ==, sum);
    g_assert_cmpstr (test_answer_text (&answer, "sum_after"), !=, sum);
    test_vee_expect (fixture, VERSIONS, "1");
    test_vee_expect (fixture, EDITS, "0");
}

static void
test_edit_once (TestVee *fixture, gconstpointer data)
{
    ask_edit (fixture, fixture->auditor, EDIT_1, 1, "value", 403);
    ask_edit (fixture, fixture->admin, EDIT_1, 1, "value", 403);
    test_vee_expect (fixture, EDITS, "0");
    ask_edit (fixture, fixture->clerk, EDIT_1, 1, "value", 200);
    test_vee_expect (fixture, VERSIONS, "2");
    /* The answer was lost: the client asks again. */
    ask_edit (fixture, fixture->clerk, EDIT_1, 1, "value", 200);
    test_vee_expect (fixture, VERSIONS, "2");
    test_vee_expect (fixture, EDITS, "1");
    test_vee_expect (fixture, AUDIT, "1");
    test_vee_expect (fixture,
                     "SELECT made_by || ': ' || reason FROM validate.block WHERE point_id = 11"
                     " AND day = '2026-03-03' AND version = 2",
                     "clerk: the meter was tested");
    test_vee_expect (fixture,
                     "SELECT string_agg (value || '/' || coalesce (quality, 0), ' ' ORDER BY i)"
                     " FROM validate.block b, db.unpack_block (b.payload, b.flags, b.n) v"
                     " WHERE point_id = 11 AND day = '2026-03-03' AND version = 2 AND i IN (4, 7)",
                     "700/6 700/6");
    test_vee_expect (fixture, "SELECT count (*) FROM validate.rebill WHERE day = '2026-03-03'",
                     "1");
    /* Whatever is validated later, the edit stands. */
    test_vee_validate (fixture);
    test_vee_expect (fixture, VERSIONS, "2");
}

static void
test_two_clerks (TestVee *fixture, gconstpointer data)
{
    ask_edit (fixture, fixture->clerk, EDIT_1, 1, "value", 200);
    ask_edit (fixture, fixture->east, EDIT_2, 1, "value", 409);
    test_vee_expect (fixture, EDITS, "1");
    test_vee_expect (fixture, VERSIONS, "2");
    ask_edit (fixture, fixture->east, EDIT_2, 2, "like-days", 200);
    test_vee_expect (fixture, VERSIONS, "3");
    test_vee_expect (fixture, AUDIT, "2");
}

static void
test_edit_is_refused (TestVee *fixture, gconstpointer data)
{
    g_autofree char *long_one = edit (EDIT_3, 1, "value", 97);
    g_autofree char *other = edit (EDIT_3, 0, "value", 8);

    ask_edit (fixture, fixture->clerk, EDIT_3, 1, "check", 422);
    ask_edit (fixture, fixture->clerk, EDIT_3, 1, "register", 422);
    ask_edit (fixture, fixture->clerk, EDIT_3, 1, "magic", 422);
    ask_edit (fixture, fixture->clerk, "no-uuid", 1, "value", 422);
    test_api_expect (&fixture->api, fixture->clerk, "POST", POINT "/edits", long_one, 422);
    test_api_expect (&fixture->api, fixture->east, "POST", "/api/v1/points/2/22/edits", other, 404);
    test_api_expect (&fixture->api, fixture->clerk, "POST", "/api/v1/points/1/99/edits", other,
                     404);
    test_vee_expect (fixture, EDITS, "0");
    test_vee_expect (fixture, VERSIONS, "1");
}

#define STATE "SELECT state FROM validate.exception WHERE day = '2026-03-06' AND rule = 'gap'"
#define OPEN_GAPS "SELECT count (*) FROM validate.exception WHERE rule = 'gap' AND state = 'open'"
#define REASON "{\"reason\":\"known fault\"}"

static void
test_exception (TestVee *fixture, gconstpointer data)
{
    TestApi *api = &fixture->api;

    test_vee_expect (fixture, STATE, "open");
    test_api_expect (api, fixture->auditor, "POST", "/api/v1/exceptions/" GAP "/accept", REASON,
                     403);
    test_api_expect (api, fixture->clerk, "POST", "/api/v1/exceptions/" GAP "/accept",
                     "{\"reason\":\"\"}", 422);
    test_api_expect (api, fixture->clerk, "POST",
                     "/api/v1/exceptions/1.2026-03-06.11.1.gap.7/accept", REASON, 404);
    test_api_expect (api, fixture->clerk, "POST", "/api/v1/exceptions/nonsense/accept", REASON,
                     404);
    test_api_expect (api, fixture->east, "POST",
                     "/api/v1/exceptions/2.2026-03-06.11.1.gap.32/accept", REASON, 404);
    test_vee_expect (fixture, STATE, "open");
    test_api_expect (api, fixture->clerk, "POST", "/api/v1/exceptions/" GAP "/accept", REASON, 202);
    test_api_expect (api, fixture->clerk, "POST", "/api/v1/exceptions/" GAP "/accept", REASON, 202);
    test_vee_expect (fixture, STATE, "accepted");
    test_vee_validate (fixture);
    test_vee_expect (fixture, STATE, "accepted");
    test_api_expect (api, fixture->east, "POST", "/api/v1/exceptions/" GAP "/estimate", REASON,
                     202);
    test_vee_expect (fixture, STATE, "solved");
    test_vee_expect (fixture, "SELECT count (*) FROM validate.edit WHERE withdrawn_at IS NULL",
                     "1");
    test_api_expect (api, fixture->east, "POST", "/api/v1/exceptions/" GAP "/reopen", REASON, 202);
    test_vee_expect (fixture, STATE, "open");
    test_vee_expect (fixture, "SELECT count (*) FROM validate.edit WHERE withdrawn_at IS NULL",
                     "0");
    test_vee_expect (fixture, "SELECT count (*) FROM guard.audit WHERE action LIKE 'exception-%'",
                     "3");
}

static void
test_bulk_once (TestVee *fixture, gconstpointer data)
{
    static const char body[] = "{\"request_id\":\"" EDIT_1 "\",\"filter\":{\"rule\":\"gap\","
                               "\"state\":\"open\"},\"action\":\"accept\",\"reason\":\"storm\"}";
    TestCredentials who = { .bearer = fixture->clerk };
    g_autofree char *open = tally_test_db_ask (fixture->api.db, OPEN_GAPS);
    int64_t n_open = g_ascii_strtoll (open, NULL, 10);

    g_assert_cmpint (n_open, >, 1);
    test_api_expect (&fixture->api, fixture->auditor, "POST", "/api/v1/exceptions/bulk", body, 403);
    for (int i = 0; i < 2; i++) {
        g_auto(TestAnswer) answer = test_api_ask (&fixture->api, &who, "POST",
                                                   "/api/v1/exceptions/bulk", body);
        JsonObject *object = json_node_get_object (answer.body);

        g_assert_cmpuint (answer.status, ==, 200);
        g_assert_cmpint (json_object_get_int_member (object, "matched"), ==, n_open);
        g_assert_cmpint (json_object_get_int_member (object, "done"), ==, n_open);
    }
    test_vee_expect (fixture, STATE, "accepted");
    test_vee_expect (fixture, OPEN_GAPS, "0");
    test_vee_expect (fixture, "SELECT count (*) FROM guard.audit WHERE action = 'exception-accept'",
                     open);
}

static char *
exchange (const char *id, const char *at, const char *serial)
{
    return g_strdup_printf (
        "{\"request_id\":\"%s\",\"at\":\"%s\",\"old_final\":\"5000\",\"new_serial\":"
        "\"%s\",\"new_model\":\"sdm630\",\"new_first\":\"10\",\"ct\":\"100/5\","
        "\"pt\":\"1/1\",\"reason\":\"old\"}",
        id, at, serial);
}

#define HUNG                                                                                \
    "SELECT string_agg (m.serial || ' ' || coalesce (i.last_register_wh::text, '-'), ', '"  \
    " ORDER BY i.valid_from) FROM ref.installation i JOIN ref.meter m USING (district_id, " \
    "meter_id)"

static void
test_exchange_once (TestVee *fixture, gconstpointer data)
{
    g_autofree char *body = exchange (EDIT_1, "2026-03-04T04:07:00Z", "NEW1");
    g_autofree char *future = exchange (EDIT_2, "2099-03-04T04:07:00Z", "NEW2");
    g_autofree char *before = exchange (EDIT_2, "2025-03-04T04:07:00Z", "NEW2");

    test_api_expect (&fixture->api, fixture->auditor, "POST", POINT "/exchange", body, 403);
    test_api_expect (&fixture->api, fixture->east, "POST", "/api/v1/points/2/22/exchange", body,
                     404);
    test_api_expect (&fixture->api, fixture->clerk, "POST", POINT "/exchange", future, 422);
    test_api_expect (&fixture->api, fixture->clerk, "POST", POINT "/exchange", before, 422);
    test_vee_expect (fixture, HUNG, "M11 -");
    test_api_expect (&fixture->api, fixture->clerk, "POST", POINT "/exchange", body, 202);
    test_api_expect (&fixture->api, fixture->clerk, "POST", POINT "/exchange", body, 202);
    test_vee_expect (fixture, HUNG, "M11 5000, NEW1 -");
    test_vee_expect (fixture, "SELECT count (*) FROM ref.meter WHERE serial LIKE 'NEW%'", "1");
    test_vee_expect (fixture, "SELECT count (*) FROM guard.audit WHERE action = 'exchange'", "1");
    /* The old meter's frames of the days after are no longer the point's. */
    test_vee_expect (fixture,
                     "SELECT count (*) > 0 FROM validate.exception WHERE rule = 'uninstalled'"
                     " AND day = '2026-03-05'",
                     "t");
}

static void
test_rollover_once (TestVee *fixture, gconstpointer data)
{
    static const char body[] = "{\"request_id\":\"" EDIT_1
                               "\",\"day\":\"2026-03-04\",\"accept\":true,"
                               "\"reason\":\"it passed its end\"}";

    test_api_expect (&fixture->api, fixture->auditor, "POST", POINT "/rollover", body, 403);
    test_api_expect (&fixture->api, fixture->east, "POST", "/api/v1/points/2/22/rollover", body,
                     404);
    for (int i = 0; i < 2; i++)
        test_api_expect (&fixture->api, fixture->clerk, "POST", POINT "/rollover", body, 202);
    test_vee_expect (fixture,
                     "SELECT string_agg (day || ' ' || is_accepted || ' ' || decided_by, ',')"
                     " FROM validate.rollover",
                     "2026-03-04 true clerk");
    test_vee_expect (fixture, "SELECT count (*) FROM guard.audit WHERE action = 'rollover-accept'",
                     "1");
}

static void
expect_total (TestVee *fixture, const char *token, const char *path, int64_t total)
{
    TestCredentials who = { .bearer = token };
    g_auto(TestAnswer) answer = test_api_ask (&fixture->api, &who, "GET", path, NULL);

    g_assert_cmpuint (answer.status, ==, 200);
    g_assert_cmpint (test_answer_total (&answer), ==, total);
}

static void
test_lists_show_own_district (TestVee *fixture, gconstpointer data)
{
    expect_total (fixture, fixture->clerk, "/api/v1/points", 2);
    expect_total (fixture, fixture->east, "/api/v1/points", 1);
    expect_total (fixture, fixture->clerk, "/api/v1/points?search=m11", 1);
    expect_total (fixture, fixture->clerk, "/api/v1/points?search=nothing", 0);
    expect_total (fixture, fixture->clerk, "/api/v1/points?node=2", 1);
    expect_total (fixture, fixture->east, POINT "/versions?day=2026-03-03", 1);
    expect_total (fixture, fixture->east, "/api/v1/points/2/22/versions?day=2026-03-03", 0);
    test_api_expect (&fixture->api, fixture->east, "GET", "/api/v1/points/2/22", NULL, 404);
    test_api_expect (&fixture->api, fixture->auditor, "GET", POINT, NULL, 200);
    expect_total (fixture, fixture->clerk,
                  "/api/v1/exceptions?from=2026-03-06&to=2026-03-06&rule=gap&node=1", 1);
    expect_total (fixture, fixture->clerk,
                  "/api/v1/exceptions?from=2026-03-06&to=2026-03-06&rule=gap&node=3", 0);
    test_api_expect (&fixture->api, fixture->clerk, "GET",
                     "/api/v1/exceptions?day=2026-03-06&severity=loud", NULL, 422);
}

static void
test_intervals_with_like_days (TestVee *fixture, gconstpointer data)
{
    TestCredentials who = { .bearer = fixture->clerk };
    g_auto(TestAnswer)
                answer = test_api_ask (&fixture->api, &who, "GET",
                                       POINT "/intervals?from=2026-03-07&to=2026-03-08&like=1",
                                       NULL);
    JsonArray *days;
    JsonArray *like;

    g_assert_cmpuint (answer.status, ==, 200);
    days = json_object_get_array_member (json_node_get_object (answer.body), "days");
    g_assert_cmpuint (json_array_get_length (days), ==, 2);
    like = json_object_get_array_member (json_array_get_object_element (days, 1), "like_days");
    g_assert_cmpuint (json_array_get_length (like), ==, 1);
    g_assert_cmpstr (json_object_get_string_member (json_array_get_object_element (like, 0), "day"),
                     ==, "2026-03-01");
}

static void
test_plan (TestVee *fixture, gconstpointer data)
{
    TestApi *api = &fixture->api;

    expect_total (fixture, fixture->auditor, "/api/v1/plan", 10);
    test_api_expect (api, fixture->clerk, "POST", "/api/v1/plan/validate/run", NULL, 403);
    test_api_expect (api, fixture->boss, "POST", "/api/v1/plan/nothing/run", NULL, 404);
    for (int i = 0; i < 2; i++)
        test_api_expect (api, fixture->boss, "POST", "/api/v1/plan/validate/run", NULL, 202);
    test_vee_expect (fixture, "SELECT string_agg (job || state || asked_by, ',') FROM work.run",
                     "validatewaitingboss");
    expect_total (fixture, fixture->clerk, "/api/v1/plan/validate/history", 1);
    test_api_expect (api, fixture->clerk, "POST", "/api/v1/plan/validate/cancel", NULL, 403);
    test_api_expect (api, fixture->admin, "POST", "/api/v1/plan/validate/cancel", NULL, 202);
    test_api_expect (api, fixture->admin, "POST", "/api/v1/plan/validate/cancel", NULL, 404);
    test_vee_expect (fixture, "SELECT state FROM work.run", "cancelled");
}

#define ADD(path, test) g_test_add (path, TestVee, NULL, test_vee_set_up, test, test_vee_tear_down)

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    ADD ("/vee-api/preview-changes-nothing", test_preview_changes_nothing);
    ADD ("/vee-api/edit-once", test_edit_once);
    ADD ("/vee-api/two-clerks", test_two_clerks);
    ADD ("/vee-api/edit-is-refused", test_edit_is_refused);
    ADD ("/vee-api/exception", test_exception);
    ADD ("/vee-api/bulk-once", test_bulk_once);
    ADD ("/vee-api/exchange-once", test_exchange_once);
    ADD ("/vee-api/rollover-once", test_rollover_once);
    ADD ("/vee-api/lists-show-own-district", test_lists_show_own_district);
    ADD ("/vee-api/intervals-with-like-days", test_intervals_with_like_days);
    ADD ("/vee-api/plan", test_plan);

    return g_test_run ();
}
