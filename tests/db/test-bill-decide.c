// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: what clerks decide on bills holds, once and with its reason, also when the bills are
 * computed again; parameters of the checks have a history; what a bill was made from is kept. */
#include "server/bill/tally-bill-decide-step.h"
#include "server/bill/tally-bill-step.h"
#include "server/ledger/tally-ledger-step.h"
#include "shared/error/tally-error.h"
#include "tests/lib/tally-test-bill.h"

#include <string.h>

#define N_CUSTOMERS 60
#define RUN_1 "11111111-1111-4111-8111-111111111111"
#define RUN_2 "22222222-2222-4222-8222-222222222222"

static gboolean
decide (const TallyTestBill *fixture,
        const char *id,
        gboolean is_release,
        const char *number,
        const char *check,
        int64_t n_expected,
        int64_t *n_moved,
        GError **error)
{
    TallyBillDecision decision = { .decision_id = id,
                                   .is_release = is_release,
                                   .number = number,
                                   .run_id = number == NULL ? RUN_1 : NULL,
                                   .check = check,
                                   .n_expected = n_expected,
                                   .person = "mei",
                                   .address = "",
                                   .reason = "looked at it" };

    return tally_bill_step_decide (fixture->settle, &decision, n_moved, error);
}

#define D_1 "00000000-0000-4000-8000-000000000001"
#define D_2 "00000000-0000-4000-8000-000000000002"
#define D_3 "00000000-0000-4000-8000-000000000003"

static void
test_release (TallyTestBill *fixture, gconstpointer data)
{
    g_autofree char *hash = NULL;
    g_autoptr(GError) error = NULL;
    int64_t n;

    tally_test_db_script (fixture->base,
                          "UPDATE ref.agreement SET valid_from = '2026-09-11' WHERE point_id = 5");
    hash = tally_test_bill_run (fixture, RUN_1, 2);
    tally_test_bill_issue (fixture, RUN_1, N_CUSTOMERS - 1);
    g_assert_true (decide (fixture, D_1, TRUE, "01-202609-000000005-1", NULL, -1, &n, &error));
    g_assert_cmpint (n, ==, 1);
    /* The same request again does nothing and says the same; another one is told the state. */
    g_assert_true (decide (fixture, D_1, TRUE, "01-202609-000000005-1", NULL, -1, &n, &error));
    g_assert_cmpint (n, ==, 1);
    g_assert_false (decide (fixture, D_2, TRUE, "01-202609-000000005-1", NULL, -1, &n, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_EXISTS);
    g_clear_error (&error);
    g_assert_false (decide (fixture, D_2, TRUE, "01-202609-000000999-1", NULL, -1, &n, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_NOT_FOUND);
    g_clear_error (&error);
    tally_test_bill_assert (fixture,
                            "SELECT action || ' ' || person || ' ' || reason FROM guard.audit",
                            "bill-release mei looked at it");
    tally_test_bill_issue (fixture, RUN_1, 1);
    g_assert_false (decide (fixture, D_3, FALSE, "01-202609-000000005-1", NULL, -1, &n, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_EXISTS);
}

/* What a clerk decided stays decided when the same bill is computed again, and only then. */
static void
test_decided_stays (TallyTestBill *fixture, gconstpointer data)
{
    g_autofree char *one = NULL;
    g_autofree char *two = NULL;
    g_autofree char *three = NULL;
    g_autoptr(GError) error = NULL;
    int64_t n;

    tally_test_db_script (fixture->base,
                          "UPDATE ref.agreement SET valid_from = '2026-09-11' WHERE point_id = 5");
    one = tally_test_bill_run (fixture, RUN_1, 2);
    g_assert_true (decide (fixture, D_1, TRUE, "01-202609-000000005-1", NULL, -1, &n, &error));
    g_assert_true (decide (fixture, D_2, FALSE, "01-202609-000000007-1", NULL, -1, &n, &error));
    two = tally_test_bill_run (fixture, RUN_2, 1);
    g_assert_cmpstr (one, ==, two);
    tally_test_bill_assert (
        fixture,
        "SELECT string_agg (agreement_id || ' ' || state || ' ' || hold_reasons::text, "
        "', ' ORDER BY number) FROM bill.bill WHERE agreement_id IN (5, 7)",
        "5 ready {first}, 7 held {clerk}");
    tally_test_bill_assert (fixture, "SELECT n_held FROM bill.run WHERE run_id = '" RUN_2 "'", "1");
    tally_test_utility_add_block (fixture->settle, 1, 5, tally_day_new (2026, 9, 20), 2, 90, 0);
    three = tally_test_bill_run (fixture, "33333333-3333-4333-8333-333333333333", 1);
    g_assert_cmpstr (one, !=, three);
    tally_test_bill_assert (fixture, "SELECT state FROM bill.bill WHERE agreement_id = 5", "held");
}

static void
test_release_all (TallyTestBill *fixture, gconstpointer data)
{
    g_autofree char *hash = NULL;
    g_autoptr(GError) error = NULL;
    int64_t n;

    tally_test_db_script (fixture->base,
                          "UPDATE ref.agreement SET valid_from = '2026-09-11' WHERE point_id < 8;"
                          "UPDATE ref.agreement SET tariff_code = 'lost' WHERE point_id IN (7, 9)");
    hash = tally_test_bill_run (fixture, RUN_1, 2);
    g_assert_false (decide (fixture, D_1, TRUE, NULL, "first", 7, &n, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_EXISTS); /* one has no tariff at all */
    g_clear_error (&error);
    tally_test_bill_assert (fixture, "SELECT count(*) FROM bill.bill WHERE state = 'held'", "8");
    tally_test_bill_assert (fixture, "SELECT count(*) FROM bill.decision", "0");
    g_assert_true (decide (fixture, D_1, TRUE, NULL, "first", 6, &n, &error));
    g_assert_cmpint (n, ==, 6);
    g_assert_false (decide (fixture, D_2, TRUE, NULL, "nonsense", -1, &n, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
    g_clear_error (&error);
    g_assert_false (decide (fixture, D_3, TRUE, "01-202609-000000009-1", NULL, -1, &n, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
    g_assert_nonnull (strstr (error->message, "missing-tariff"));
    tally_test_bill_assert (fixture, "SELECT count(*) FROM bill.decision WHERE person = 'mei'",
                            "6");
    tally_test_bill_issue (fixture, RUN_1, N_CUSTOMERS - 2);
}

/* A check's parameters hold from when they are set; the old ones stay on record. */
static void
test_parameters (TallyTestBill *fixture, gconstpointer data)
{
    TallyBillSetting setting = { .check = "estimated",
                                 .base_version = 1,
                                 .severity = TALLY_BILL_HOLD,
                                 .bound = 900000,
                                 .person = "li",
                                 .address = "",
                                 .reason = "snow" };
    g_autofree char *hash = NULL;
    g_autofree char *again = NULL;
    g_autoptr(GError) error = NULL;

    for (int day = 1; day <= 8; day++)
        tally_test_utility_add_block (fixture->settle, 1, 5, tally_day_new (2026, 9, day), 2, 100,
                                      4);
    hash = tally_test_bill_run (fixture, RUN_1, 2);
    tally_test_bill_assert (
        fixture,
        "SELECT string_agg (number || ' ' || check_name || ' ' || bound || ' ' || unit, "
        "',') FROM bill.finding WHERE severity = 'hold' AND found > bound",
        "01-202609-000000005-1 estimated 100000 ppm");
    g_assert_true (tally_bill_step_set_check (fixture->settle, &setting, &error));
    g_assert_false (tally_bill_step_set_check (fixture->settle, &setting, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_EXISTS);
    g_clear_error (&error);
    again = tally_test_bill_run (fixture, RUN_2, 2);
    g_assert_cmpstr (hash, ==, again); /* checks are no part of what a bill says */
    tally_test_bill_assert (fixture, "SELECT count(*) FROM bill.bill WHERE state = 'held'", "0");
    tally_test_bill_assert (
        fixture,
        "SELECT string_agg (version || ' ' || bound || ' ' || set_by, ', ' ORDER BY "
        "version) FROM bill.parameter WHERE check_name = 'estimated'",
        "1 100000 installation, 2 900000 li");
    setting = (TallyBillSetting){ "unpriced", 1, TALLY_BILL_OFF, 0, 0, "li", "", "why not" };
    g_assert_false (tally_bill_step_set_check (fixture->settle, &setting, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
}

/* Determinants are what the tables say, added up by another hand. */
static void
test_determinants (TallyTestBill *fixture, gconstpointer data)
{
    g_autofree char *hash = tally_test_bill_run (fixture, RUN_1, 2);

    tally_test_bill_assert (
        fixture,
        "SELECT count(*) FROM bill.bill b, json_to_recordset (b.determinants) AS d "
        "(name text, value bigint) WHERE d.name = 'import' AND d.value = (SELECT "
        "sum (k.sum) FROM validate.block k WHERE k.point_id = b.point_id AND k.channel "
        "= 1)",
        "60");
    tally_test_bill_assert (
        fixture,
        "SELECT string_agg (d.name || '=' || d.value, ' ') FROM bill.bill b, "
        "json_to_recordset (b.determinants) AS d (name text, value text) WHERE "
        "b.agreement_id = 5 AND d.name IN ('days', 'measured', 'missing', 'contracted')",
        "contracted=1000000 days=30 measured=2880 missing=0");
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

#define ADD(path, test)                                                                           \
    g_test_add (path, TallyTestBill, GINT_TO_POINTER (N_CUSTOMERS), tally_test_bill_set_up, test, \
                tally_test_bill_tear_down)
    ADD ("/bill-decide/release", test_release);
    ADD ("/bill-decide/decided-stays", test_decided_stays);
    ADD ("/bill-decide/release-all", test_release_all);
    ADD ("/bill-decide/parameters", test_parameters);
    ADD ("/bill-decide/determinants", test_determinants);
    return g_test_run ();
}
