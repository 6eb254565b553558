// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: clerks hold and release bills, order corrections and close agreements, supervisors set
 * checks and issue what another person ordered; the wrong role, a foreign district, a repeated id,
 * a wrong password and a state that somebody else changed meanwhile change nothing. */
#include "server/bill/tally-bill-step.h"
#include "server/ledger/tally-ledger-step.h"
#include "tests/http/test-api-fixture.h"
#include "tests/lib/tally-test-utility.h"

#define N_CUSTOMERS 10
#define RUN_ID "22222222-1111-4111-8111-111111111111"
#define ID_1 "00000000-0000-4000-8000-0000000000d1"
#define ID_2 "00000000-0000-4000-8000-0000000000d2"
#define ID_3 "00000000-0000-4000-8000-0000000000d3"
#define BILL_5 "07-202609-000000005-1"
#define REASON "\"reason\":\"looked at it\""
#define DECIDE(id) "{\"decision_id\":\"" id "\"," REASON "}"
#define ORDER(id, number) \
    "{\"correction_id\":\"" id "\",\"number\":\"" number "\",\"kind\":\"rebill\"," REASON "}"

#define CANCEL(id, number) \
    "{\"correction_id\":\"" id "\",\"number\":\"" number "\",\"kind\":\"cancel\"," REASON "}"

typedef struct {
    TestApi api;
    TallyDb *settle;
    char *clerk;
    char *east; /* of district 1 alone */
    char *boss;
    char *chief; /* another supervisor */
    char *auditor;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
    TallyTestUtility utility = { 7, N_CUSTOMERS, tally_days_of_month (tally_day_new (2026, 9, 1)) };
    g_autoptr(TallyDb) owner = NULL;

    test_api_set_up (&fixture->api, data);
    owner = tally_test_db_open_as (fixture->api.db, "tally_owner");
    fixture->settle = tally_test_db_open_as (fixture->api.db, "tally_settle");
    tally_test_utility_load (owner, fixture->settle, &utility);
    fixture->clerk = test_api_sign_in (&fixture->api, "clerk");
    fixture->east = test_api_sign_in (&fixture->api, "east");
    fixture->boss = test_api_sign_in (&fixture->api, "boss");
    fixture->chief = test_api_sign_in (&fixture->api, "chief");
    fixture->auditor = test_api_sign_in (&fixture->api, "auditor");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
    g_clear_object (&fixture->settle);
    test_api_tear_down (&fixture->api, data);
    g_free (fixture->clerk);
    g_free (fixture->east);
    g_free (fixture->boss);
    g_free (fixture->chief);
    g_free (fixture->auditor);
}

static void
expect (Fixture *fixture, const char *sql, const char *value)
{
    g_autofree char *found = tally_test_db_ask (fixture->api.db, sql);

    if (g_strcmp0 (found, value) != 0)
        g_test_message ("%s", sql);
    g_assert_cmpstr (found, ==, value);
}

static void
run (Fixture *fixture)
{
    TallyBillOrder order = { .conninfo = tally_test_db_conninfo (fixture->api.db),
                             .run_id = RUN_ID,
                             .district_id = 7,
                             .period = tally_days_of_month (tally_day_new (2026, 9, 1)),
                             .started_by = "test",
                             .n_workers = 1 };
    g_auto(TallyBillRun) done = { 0 };
    g_autoptr(GError) error = NULL;

    tally_bill_step_run (&order, &done, &error);
    g_assert_no_error (error);
}

static void
issue (Fixture *fixture)
{
    g_autoptr(GError) error = NULL;
    int64_t n;

    tally_ledger_step_issue (fixture->settle, RUN_ID, tally_day_new (2026, 10, 3), "test", &n,
                             &error);
    g_assert_no_error (error);
}

#define RUN_OF(first, end)                                                       \
    "{\"run_id\":\"" ID_1 "\",\"district_id\":7,\"period_start\":\"" first "\"," \
    "\"period_end\":\"" end "\"}"

/* Only whole months are billed; a part of one, or no days at all, is refused at once. */
static void
test_run_periods (Fixture *fixture, gconstpointer data)
{
    static const char *const refused[] = {
        RUN_OF ("2026-09-10", "2026-09-20"), RUN_OF ("2026-09-01", "2026-09-30"),
        RUN_OF ("2026-08-01", "2026-10-01"), RUN_OF ("2026-10-01", "2026-09-01"),
        RUN_OF ("2026-09-01", "soon"),       RUN_OF ("", "2026-10-01"),
    };

    for (size_t i = 0; i < G_N_ELEMENTS (refused); i++)
        test_api_expect (&fixture->api, fixture->boss, "POST", "/api/v1/bill-runs", refused[i],
                         422);
    expect (fixture, "SELECT count (*) FROM bill.run", "0");
    test_api_expect (&fixture->api, fixture->boss, "POST", "/api/v1/bill-runs",
                     RUN_OF ("2026-09-01", "2026-10-01"), 202);
}

#define STATE "SELECT state FROM bill.bill WHERE number = '" BILL_5 "'"

/* A list that is cut off begins with what waits for somebody. */
static void
expect_first (Fixture *fixture, const char *query, const char *number)
{
    g_autofree char *path = g_strconcat ("/api/v1/bills?run=" RUN_ID "&limit=1", query, NULL);
    TestCredentials who = { .bearer = fixture->auditor };
    g_auto(TestAnswer) answer = test_api_ask (&fixture->api, &who, "GET", path, NULL);
    JsonArray *rows;

    g_assert_cmpuint (answer.status, ==, 200);
    g_assert_cmpint (test_answer_total (&answer), ==, N_CUSTOMERS);
    rows = json_object_get_array_member (json_node_get_object (answer.body), "rows");
    g_assert_cmpstr (json_object_get_string_member (json_array_get_object_element (rows, 0),
                                                    "number"),
                     ==, number);
}

static void
test_hold (Fixture *fixture, gconstpointer data)
{
    TestApi *api = &fixture->api;

    run (fixture);
    test_api_expect (api, fixture->auditor, "POST", "/api/v1/bills/" BILL_5 "/hold", DECIDE (ID_1),
                     403);
    test_api_expect (api, fixture->east, "POST", "/api/v1/bills/" BILL_5 "/hold", DECIDE (ID_1),
                     404);
    test_api_expect (api, fixture->clerk, "POST", "/api/v1/bills/" BILL_5 "/hold",
                     "{\"decision_id\":\"x\"," REASON "}", 422);
    test_api_expect (api, fixture->clerk, "POST", "/api/v1/bills/" BILL_5 "/hold",
                     "{\"decision_id\":\"" ID_1 "\",\"reason\":\"\"}", 422);
    expect (fixture, STATE, "ready");
    test_api_expect (api, fixture->clerk, "POST", "/api/v1/bills/" BILL_5 "/hold", DECIDE (ID_1),
                     200);
    test_api_expect (api, fixture->clerk, "POST", "/api/v1/bills/" BILL_5 "/hold", DECIDE (ID_1),
                     200); /* the answer was lost */
    test_api_expect (api, fixture->boss, "POST", "/api/v1/bills/" BILL_5 "/hold", DECIDE (ID_2),
                     409);
    expect (fixture, STATE, "held");
    expect (fixture, "SELECT count (*) FROM bill.decision", "1");
    expect_first (fixture, "&first=held", BILL_5);
    expect_first (fixture, "", "07-202609-000000001-1");
    test_api_expect (api, fixture->clerk, "GET", "/api/v1/bills?first=x", NULL, 422);
    test_api_expect (api, fixture->clerk, "POST", "/api/v1/bills/" BILL_5 "/release", DECIDE (ID_3),
                     200);
    expect (fixture, STATE, "ready");
    expect (fixture,
            "SELECT count (*) FROM guard.audit WHERE action LIKE 'bill-%' AND person = "
            "'clerk' AND reason = 'looked at it'",
            "2");
}

static void
test_hold_all (Fixture *fixture, gconstpointer data)
{
    static const char wrong[] = "{\"decision_id\":\"" ID_1 "\",\"act\":\"release\",\"check_name\":"
                                "\"first\",\"n_expected\":4," REASON "}";
    static const char right[] = "{\"decision_id\":\"" ID_1 "\",\"act\":\"release\",\"check_name\":"
                                "\"first\",\"n_expected\":3," REASON "}";
    TestApi *api = &fixture->api;
    TestCredentials clerk = { .bearer = fixture->clerk };

    tally_test_db_script (api->db, "UPDATE ref.agreement SET valid_from = '2026-09-11' WHERE "
                                   "district_id = 7 AND point_id < 4");
    run (fixture);
    {
        g_auto(TestAnswer) answer = test_api_ask (api, &clerk, "GET",
                                                   "/api/v1/bill-runs/" RUN_ID
                                                   "/matching?act=release&check=first",
                                                   NULL);

        g_assert_cmpuint (answer.status, ==, 200);
        g_assert_cmpint (json_object_get_int_member (json_node_get_object (answer.body), "n_bills"),
                         ==, 3);
    }
    test_api_expect (api, fixture->auditor, "POST", "/api/v1/bill-runs/" RUN_ID "/decide", right,
                     403);
    test_api_expect (api, fixture->east, "POST", "/api/v1/bill-runs/" RUN_ID "/decide", right, 409);
    test_api_expect (api, fixture->clerk, "POST", "/api/v1/bill-runs/" RUN_ID "/decide", wrong,
                     409);
    expect (fixture, "SELECT count (*) FROM bill.bill WHERE state = 'held'", "3");
    test_api_expect (api, fixture->clerk, "POST", "/api/v1/bill-runs/" RUN_ID "/decide", right,
                     200);
    test_api_expect (api, fixture->clerk, "POST", "/api/v1/bill-runs/" RUN_ID "/decide", right,
                     200);
    expect (fixture, "SELECT count (*) FROM bill.bill WHERE state = 'held'", "0");
    expect (fixture, "SELECT count (*) FROM bill.decision", "3");
}

static void
test_checks (Fixture *fixture, gconstpointer data)
{
    static const char set[] = "{\"base_version\":1,\"severity\":\"note\",\"bound\":\"500\","
                              "\"least\":\"100\"," REASON "}";
    TestApi *api = &fixture->api;

    test_api_expect (api, fixture->clerk, "POST", "/api/v1/bill-checks/history", set, 403);
    test_api_expect (api, fixture->boss, "POST", "/api/v1/bill-checks/nonsense", set, 404);
    test_api_expect (api, fixture->boss, "POST", "/api/v1/bill-checks/unpriced", set, 422);
    expect (fixture, "SELECT count (*) FROM bill.parameter", "10");
    test_api_expect (api, fixture->boss, "POST", "/api/v1/bill-checks/history", set, 200);
    test_api_expect (api, fixture->chief, "POST", "/api/v1/bill-checks/history", set, 409);
    expect (fixture,
            "SELECT set_by || ' ' || severity || ' ' || bound || ' ' || least FROM bill.parameter "
            "WHERE version = 2",
            "boss note 500 100");
}

#define CYCLE(district, code)                        \
    "{\"district_id\":" district ",\"code\":\"" code \
    "\",\"name\":\"Lake\",\"name_zh\":\"湖滨\"," REASON "}"
#define MOVE(account, cycle) \
    "{\"district_id\":7,\"account_number\":\"" account "\",\"cycle\":\"" cycle "\"," REASON "}"
#define RUN_CYCLE(id, district, cycle)                                             \
    "{\"run_id\":\"" id "\",\"district_id\":" district ",\"cycle\":\"" cycle "\"," \
    "\"period_start\":\"2026-09-01\",\"period_end\":\"2026-10-01\"}"

static void
await_run (Fixture *fixture)
{
    gint64 end = g_get_monotonic_time () + 30 * G_TIME_SPAN_SECOND;
    g_autofree char *state = NULL;

    while (g_strcmp0 (state, "computed") != 0 && g_get_monotonic_time () < end) {
        g_free (state);
        state = tally_test_db_ask (fixture->api.db, "SELECT max (state) FROM bill.run");
        if (!g_main_context_iteration (NULL, FALSE))
            g_usleep (10000);
    }
    g_assert_cmpstr (state, ==, "computed");
}

/* A supervisor makes cycles and puts accounts into them; a run of one bills those alone. */
static void
test_cycles (Fixture *fixture, gconstpointer data)
{
    TestApi *api = &fixture->api;
    const struct {
        const char *bearer;
        const char *path;
        const char *body;
        guint status;
    } cases[] = {
        { fixture->clerk, "/api/v1/bill-cycles", CYCLE ("7", "A"), 403 },
        { fixture->boss, "/api/v1/bill-cycles", CYCLE ("0", "A"), 422 },
        { fixture->boss, "/api/v1/bill-cycles", CYCLE ("7", "a b"), 422 },
        { fixture->boss, "/api/v1/bill-cycles", CYCLE ("7", "A"), 200 },
        { fixture->chief, "/api/v1/bill-cycles", CYCLE ("7", "A"), 409 },
        { fixture->clerk, "/api/v1/bill-cycles/assign", MOVE ("A3", "A"), 403 },
        { fixture->boss, "/api/v1/bill-cycles/assign", MOVE ("A99", "A"), 404 },
        { fixture->boss, "/api/v1/bill-cycles/assign", MOVE ("A3", "B"), 404 },
        { fixture->boss, "/api/v1/bill-cycles/assign", MOVE ("A3", "A"), 200 },
        { fixture->clerk, "/api/v1/bill-runs", RUN_CYCLE (ID_2, "0", "A"), 422 },
        { fixture->clerk, "/api/v1/bill-runs", RUN_CYCLE (ID_1, "7", "A"), 202 },
    };

    for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
        test_api_expect (api, cases[i].bearer, "POST", cases[i].path, cases[i].body,
                         cases[i].status);
    await_run (fixture);
    expect (fixture, "SELECT string_agg (account_id::text, ' ') FROM bill.bill", "3");
    expect (fixture, "SELECT cycle FROM bill.run", "A");
    expect (fixture,
            "SELECT string_agg (action || ' ' || object || ' ' || person, ', ' ORDER BY "
            "at, seq) FROM guard.audit WHERE action LIKE '%-cycle'",
            "bill-cycle 7.A boss, account-cycle 7.A3 > A boss");
}

static void
test_correct (Fixture *fixture, gconstpointer data)
{
    static const char password[] = "{\"password\":\"" PASSWORD "\"}";
    TestApi *api = &fixture->api;
    TestCredentials boss = { .bearer = fixture->boss };

    run (fixture);
    issue (fixture);
    test_api_expect (api, fixture->boss, "POST", "/api/v1/corrections", ORDER (ID_1, BILL_5), 422);
    tally_test_utility_add_block (fixture->settle, 7, 5, tally_day_new (2026, 9, 4), 2, 1000, 0);
    test_api_expect (api, fixture->auditor, "POST", "/api/v1/corrections", ORDER (ID_1, BILL_5),
                     403);
    test_api_expect (api, fixture->east, "POST", "/api/v1/corrections", ORDER (ID_1, BILL_5), 404);
    test_api_expect (api, fixture->boss, "POST", "/api/v1/corrections", ORDER (ID_1, BILL_5), 202);
    test_api_expect (api, fixture->boss, "POST", "/api/v1/corrections", ORDER (ID_1, BILL_5), 202);
    test_api_expect (api, fixture->boss, "POST", "/api/v1/corrections", ORDER (ID_2, BILL_5), 409);
    expect (fixture, "SELECT count (*) FROM bill.correction", "1");
    {
        g_auto(TestAnswer)
                    answer = test_api_ask (api, &boss, "GET", "/api/v1/corrections/" ID_1, NULL);
        JsonObject *body;

        g_assert_cmpuint (answer.status, ==, 200);
        body = json_node_get_object (answer.body);
        g_assert_cmpuint (json_array_get_length (json_object_get_array_member (body, "lines")), ==,
                          2);
        g_assert_cmpuint (json_array_get_length (json_object_get_array_member (body, "changes")),
                          ==, 1);
    }
    test_api_expect (api, fixture->east, "GET", "/api/v1/corrections/" ID_1, NULL, 404);
    test_api_expect (api, fixture->clerk, "POST", "/api/v1/corrections/" ID_1 "/approve", password,
                     403);
    test_api_expect (api, fixture->chief, "POST", "/api/v1/corrections/" ID_1 "/approve",
                     "{\"password\":\"quite another one\"}", 403);
    test_api_expect (api, fixture->boss, "POST", "/api/v1/corrections/" ID_1 "/approve", password,
                     403); /* who ordered it */
    expect (fixture, STATE, "issued");
    test_api_expect (api, fixture->chief, "POST", "/api/v1/corrections/" ID_1 "/approve", password,
                     202);
    test_api_expect (api, fixture->chief, "POST", "/api/v1/corrections/" ID_1 "/approve", password,
                     202);
    test_api_expect (api, fixture->clerk, "POST", "/api/v1/corrections/" ID_1 "/refuse",
                     "{" REASON "}", 409);
    expect (fixture, STATE, "cancelled");
    expect (fixture, "SELECT count (*) FROM ledger.journal WHERE kind = 'credit'", "1");
    expect (fixture, "SELECT sum (amount_minor) FROM ledger.entry", "0");
}

static void
test_final (Fixture *fixture, gconstpointer data)
{
    static const char body[] = "{\"run_id\":\"" ID_1 "\",\"last_day\":\"2026-09-20\"," REASON "}";
    TestApi *api = &fixture->api;

    test_api_expect (api, fixture->auditor, "POST", "/api/v1/agreements/7/5/final", body, 403);
    test_api_expect (api, fixture->east, "POST", "/api/v1/agreements/7/5/final", body, 404);
    test_api_expect (api, fixture->clerk, "POST", "/api/v1/agreements/7/999/final", body, 404);
    expect (fixture, "SELECT count (*) FROM ref.agreement WHERE valid_to IS NOT NULL", "0");
    test_api_expect (api, fixture->clerk, "POST", "/api/v1/agreements/7/5/final", body, 202);
    test_api_expect (api, fixture->clerk, "POST", "/api/v1/agreements/7/5/final", body, 202);
    expect (fixture,
            "SELECT string_agg (kind || ' ' || period_end || ' ' || state, ',') FROM bill.bill",
            "final 2026-09-21 held");
}

#define LINE_1 "/api/v1/bills/" BILL_5 "/lines/1/explain"

static JsonObject *
ask_why (Fixture *fixture, const char *path, TestAnswer *answer)
{
    TestCredentials auditor = { .bearer = fixture->auditor };

    *answer = test_api_ask (&fixture->api, &auditor, "GET", path, NULL);
    g_assert_cmpuint (answer->status, ==, 200);
    return json_node_get_object (answer->body);
}

/* What is told of a line is what it was priced from, whatever came later. */
static void
test_explain (Fixture *fixture, gconstpointer data)
{
    TestApi *api = &fixture->api;
    g_auto(TestAnswer) first = { 0 };
    g_auto(TestAnswer) later = { 0 };
    g_auto(TestAnswer) unkept = { 0 };
    g_autofree char *before = NULL;
    g_autofree char *after = NULL;
    JsonObject *why;
    JsonObject *pricing;

    run (fixture);
    issue (fixture);
    why = ask_why (fixture, LINE_1, &first);
    g_assert_true (json_object_get_boolean_member (why, "is_same"));
    g_assert_true (json_object_get_boolean_member (why, "is_kept"));
    g_assert_false (json_object_get_boolean_member (why, "is_credit"));
    g_assert_cmpint (json_object_get_int_member (why, "part_line"), ==, 0);
    g_assert_cmpstr (json_object_get_string_member (json_object_get_object_member (why, "explain"),
                                                    "rule"),
                     ==, "energy");
    pricing = json_object_get_object_member (why, "pricing");
    g_assert_cmpuint (json_array_get_length (json_object_get_array_member (pricing, "import_wh")),
                      ==, 30 * 96);
    before = json_to_string (json_object_get_member (why, "pricing"), FALSE);

    tally_test_utility_add_block (fixture->settle, 7, 5, tally_day_new (2026, 9, 4), 2, 1000, 0);
    why = ask_why (fixture, LINE_1, &later);
    g_assert_true (json_object_get_boolean_member (why, "is_same"));
    after = json_to_string (json_object_get_member (why, "pricing"), FALSE);
    g_assert_cmpstr (after, ==, before);

    tally_test_db_script (api->db,
                          "UPDATE bill.bill SET made_of = NULL WHERE number = '" BILL_5 "'");
    why = ask_why (fixture, LINE_1, &unkept);
    g_assert_false (json_object_get_boolean_member (why, "is_kept"));
    g_assert_false (json_object_get_boolean_member (why, "is_same"));
    g_assert_true (json_object_get_null_member (why, "pricing"));
    g_assert_true (json_object_get_null_member (why, "explain"));
}

static void
test_explain_credit (Fixture *fixture, gconstpointer data)
{
    static const char password[] = "{\"password\":\"" PASSWORD "\"}";
    TestApi *api = &fixture->api;
    g_auto(TestAnswer) answer = { 0 };
    JsonObject *why;

    run (fixture);
    issue (fixture);
    test_api_expect (api, fixture->east, "POST", "/api/v1/corrections", CANCEL (ID_1, BILL_5), 404);
    test_api_expect (api, fixture->boss, "POST", "/api/v1/corrections", CANCEL (ID_1, BILL_5), 202);
    test_api_expect (api, fixture->boss, "POST", "/api/v1/corrections/" ID_1 "/approve", password,
                     403); /* who ordered it */
    expect (fixture, STATE, "issued");
    test_api_expect (api, fixture->chief, "POST", "/api/v1/corrections/" ID_1 "/approve", password,
                     202);
    why = ask_why (fixture, "/api/v1/bills/" BILL_5 "C/lines/1/explain", &answer);
    expect (fixture, STATE, "cancelled");
    g_assert_true (json_object_get_boolean_member (why, "is_credit"));
    g_assert_true (json_object_get_boolean_member (why, "is_same"));
}

static void
test_explain_refused (Fixture *fixture, gconstpointer data)
{
    TestApi *api = &fixture->api;

    run (fixture);
    test_api_expect (api, fixture->clerk, "GET", LINE_1, NULL, 200); /* not issued yet */
    test_api_expect (api, fixture->east, "GET", LINE_1, NULL, 404);
    test_api_expect (api, NULL, "GET", LINE_1, NULL, 401);
    test_api_expect (api, fixture->clerk, "GET", "/api/v1/bills/" BILL_5 "/lines/9/explain", NULL,
                     404);
    test_api_expect (api, fixture->clerk, "GET", "/api/v1/bills/" BILL_5 "/lines/x/explain", NULL,
                     422);
    test_api_expect (api, fixture->clerk, "GET", "/api/v1/bills/nonsense/lines/1/explain", NULL,
                     404);
    test_api_expect (api, fixture->clerk, "GET", "/api/v1/bills/07-202609-5-9/lines/1/explain",
                     NULL, 404);
}

/* Nobody sees another district's rows, by whatever door. */
static void
test_foreign (Fixture *fixture, gconstpointer data)
{
    TestCredentials east = { .bearer = fixture->east };
    g_auto(TestAnswer) bills = { 0 };
    g_auto(TestAnswer) corrections = { 0 };
    g_auto(TestAnswer) to_date = { 0 };

    run (fixture);
    issue (fixture);
    tally_test_db_script (
        fixture->api.db,
        "INSERT INTO bill.correction (district_id, correction_id, kind, state, number, old_minor, "
        "new_minor, made_from) SELECT district_id, gen_random_uuid (), 'rebill', 'proposed', "
        "number,"
        " 1, 2, '' FROM bill.bill WHERE number = '" BILL_5 "'");
    bills = test_api_ask (&fixture->api, &east, "GET", "/api/v1/bills", NULL);
    corrections = test_api_ask (&fixture->api, &east, "GET", "/api/v1/corrections", NULL);
    to_date = test_api_ask (&fixture->api, &east, "GET", "/api/v1/to-date", NULL);
    g_assert_cmpint (test_answer_total (&bills), ==, 0);
    g_assert_cmpint (test_answer_total (&corrections), ==, 0);
    g_assert_cmpint (test_answer_total (&to_date), ==, 0);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)
    ADD ("/bill-api/run-periods", test_run_periods);
    ADD ("/bill-api/hold", test_hold);
    ADD ("/bill-api/hold-all", test_hold_all);
    ADD ("/bill-api/checks", test_checks);
    ADD ("/bill-api/cycles", test_cycles);
    ADD ("/bill-api/correct", test_correct);
    ADD ("/bill-api/final", test_final);
    ADD ("/bill-api/explain", test_explain);
    ADD ("/bill-api/explain-credit", test_explain_credit);
    ADD ("/bill-api/explain-refused", test_explain_refused);
    ADD ("/bill-api/foreign", test_foreign);
    return g_test_run ();
}
