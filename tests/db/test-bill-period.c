// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: a month is billed as a whole and once: no run has days of another, no two compute the same
 * bills at a time, and districts do not wait for each other. */
#include "server/bill/tally-bill-store.h"
#include "shared/error/tally-error.h"
#include "tests/lib/tally-test-bill.h"

#define N_CUSTOMERS 20
#define RUN_1 "11111111-1111-4111-8111-111111111111"
#define RUN_2 "22222222-2222-4222-8222-222222222222"

/* Days that were billed with their month are not billed again with a part of it: a run is of one
 * whole month, 30 days of September or, as one of two, 61 days up to October, all the same. */
static void
test_whole_months (TallyTestBill *fixture, gconstpointer data)
{
    static const struct {
        const char *first;
        const char *end;
    } refused[] = {
        { "2026-09-10", "2026-09-20" }, { "2026-09-01", "2026-09-30" },
        { "2026-09-02", "2026-10-01" }, { "2026-08-01", "2026-10-01" },
        { "2026-09-30", "2026-10-30" }, { "2026-10-01", "2026-09-01" },
    };
    g_autofree char *hash = tally_test_bill_run (fixture, RUN_1, 2);

    tally_test_bill_issue (fixture, RUN_1, N_CUSTOMERS);
    for (size_t i = 0; i < G_N_ELEMENTS (refused); i++) {
        TallyBillOrder order = tally_test_bill_order (fixture, RUN_2, 1);
        g_auto(TallyBillRun) result = { 0 };
        g_autoptr(GError) error = NULL;

        tally_day_parse (refused[i].first, &order.period.first, &error);
        g_assert_no_error (error);
        tally_day_parse (refused[i].end, &order.period.end, &error);
        g_assert_no_error (error);
        g_assert_false (tally_bill_step_run (&order, &result, &error));
        g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
    }
    tally_test_bill_assert (fixture, "SELECT count(*) FROM bill.bill", "20");
    tally_test_bill_assert (fixture, "SELECT count(*) FROM bill.run", "1");
    tally_test_db_script (fixture->base,
                          "DO $$ BEGIN INSERT INTO bill.run (district_id, run_id, period_start, "
                          "period_end, state, started_by) VALUES (1, '" RUN_2 "', '2026-09-10', "
                          "'2026-09-20', 'running', 'test'); RAISE 'it was taken'; "
                          "EXCEPTION WHEN check_violation THEN NULL; END $$");
}

/* The id of a run brings back that run, not its bills of another month. */
static void
test_one_month_a_run (TallyTestBill *fixture, gconstpointer data)
{
    TallyBillOrder order = tally_test_bill_order (fixture, RUN_1, 1);
    g_auto(TallyBillRun) result = { 0 };
    g_autoptr(GError) error = NULL;
    g_autofree char *hash = tally_test_bill_run (fixture, RUN_1, 2);

    order.period = tally_days_of_month (tally_day_new (2026, 10, 1));
    g_assert_false (tally_bill_step_run (&order, &result, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_EXISTS);
    tally_test_bill_assert (fixture, "SELECT DISTINCT period_start::text FROM bill.bill",
                            "2026-09-01");
}

/* Districts of a month are computed side by side; all of them at once, or one of them twice, are
 * not. */
static void
test_lock (TallyTestBill *fixture, gconstpointer data)
{
    static const struct {
        int32_t held;
        int32_t wanted;
        int month; /* of the second; the first is of September */
        gboolean is_free;
    } cases[] = {
        { 1, 1, 9, FALSE }, { 1, 2, 9, TRUE },  { 1, 0, 9, FALSE }, { 0, 1, 9, FALSE },
        { 0, 0, 9, FALSE }, { 0, 0, 10, TRUE }, { 1, 1, 10, TRUE },
    };

    for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autoptr(TallyDb) first = tally_test_db_open_as (fixture->base, "tally_settle");
        g_autoptr(TallyDb) second = tally_test_db_open_as (fixture->base, "tally_settle");
        g_autoptr(GError) error = NULL;
        gboolean is_ours = FALSE;

        tally_bill_store_lock (first, cases[i].held, tally_day_new (2026, 9, 1), &is_ours, &error);
        g_assert_no_error (error);
        g_assert_true (is_ours);
        tally_bill_store_lock (second, cases[i].wanted, tally_day_new (2026, cases[i].month, 1),
                               &is_ours, &error);
        g_assert_no_error (error);
        g_assert_cmpint (is_ours, ==, cases[i].is_free);
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

#define ADD(path, test)                                                                           \
    g_test_add (path, TallyTestBill, GINT_TO_POINTER (N_CUSTOMERS), tally_test_bill_set_up, test, \
                tally_test_bill_tear_down)
    ADD ("/bill-period/lock", test_lock);
    ADD ("/bill-period/whole-months", test_whole_months);
    ADD ("/bill-period/one-month-a-run", test_one_month_a_run);
    return g_test_run ();
}
