// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/lib/tally-test-bill.h"

#include "server/ledger/tally-ledger-step.h"

void
tally_test_bill_set_up (TallyTestBill *fixture, gconstpointer n_customers)
{
    TallyTestUtility utility = { 1, GPOINTER_TO_INT (n_customers),
                                 tally_days_of_month (tally_day_new (2026, 9, 1)) };

    fixture->base = tally_test_db_new ();
    fixture->owner = tally_test_db_open_as (fixture->base, "tally_owner");
    fixture->settle = tally_test_db_open_as (fixture->base, "tally_settle");
    fixture->september = utility.period;
    tally_test_utility_load (fixture->owner, fixture->settle, &utility);
}

void
tally_test_bill_tear_down (TallyTestBill *fixture, gconstpointer data)
{
    g_assert_finalize_object (fixture->owner);
    g_assert_finalize_object (fixture->settle);
    tally_test_db_free (fixture->base);
}

void
tally_test_bill_assert (const TallyTestBill *fixture, const char *sql, const char *expected)
{
    g_autofree char *found = tally_test_db_ask (fixture->base, sql);

    if (g_strcmp0 (found, expected) != 0)
        g_test_message ("%s", sql);
    g_assert_cmpstr (found, ==, expected);
}

TallyBillOrder
tally_test_bill_order (const TallyTestBill *fixture, const char *run_id, guint n_workers)
{
    return (TallyBillOrder){ .conninfo = tally_test_db_conninfo (fixture->base),
                             .run_id = run_id,
                             .period = fixture->september,
                             .started_by = "test",
                             .n_workers = n_workers };
}

char *
tally_test_bill_run (const TallyTestBill *fixture, const char *run_id, guint n_workers)
{
    TallyBillOrder order = tally_test_bill_order (fixture, run_id, n_workers);
    g_auto(TallyBillRun) result = { 0 };
    g_autoptr(GError) error = NULL;

    tally_bill_step_run (&order, &result, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (result.state, ==, "computed");
    return g_strdup (result.output_hash);
}

void
tally_test_bill_issue (const TallyTestBill *fixture, const char *run_id, int64_t expected)
{
    g_autoptr(GError) error = NULL;
    int64_t n_issued;

    tally_ledger_step_issue (fixture->settle, run_id, tally_day_new (2026, 10, 3), "test",
                             &n_issued, &error);
    g_assert_no_error (error);
    g_assert_cmpint (n_issued, ==, expected);
}
