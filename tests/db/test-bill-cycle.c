// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: cycles of a district are billed each by itself and do not disturb each other; an account
 * that goes to another has one bill of a month, whenever it goes; all cycles together bill what a
 * run of the whole district does, to the last byte. */
#include "server/bill/tally-bill-cycle-step.h"
#include "shared/error/tally-error.h"
#include "tests/lib/tally-test-bill.h"
#include "tests/lib/tally-test-ctl.h"

#include <string.h>

#define N_CUSTOMERS 20
#define RUN_1 "11111111-1111-4111-8111-111111111111"
#define RUN_2 "22222222-2222-4222-8222-222222222222"
#define RUN_3 "33333333-3333-4333-8333-333333333333"
#define RUN_4 "44444444-4444-4444-8444-444444444444"
#define RUN_5 "55555555-5555-4555-8555-555555555555"

/* Agreement and account N are of point N. */
static gboolean
move_accounts (const TallyTestBill *fixture, const char *code, const char *accounts, GError **error)
{
    g_auto(GStrv) numbers = g_strsplit (accounts, " ", -1);
    TallyBillMove move = { .district_id = 1,
                           .code = code,
                           .accounts = (const char *const *) numbers,
                           .person = "mei",
                           .address = "",
                           .reason = "two halves" };

    return tally_bill_step_assign (fixture->settle, &move, error);
}

static void
add_cycle (const TallyTestBill *fixture, const char *code)
{
    TallyBillCycle cycle = { 1, code, "Lake side", "湖滨", "mei", "", "two halves" };
    g_autoptr(GError) error = NULL;

    tally_bill_step_add_cycle (fixture->settle, &cycle, &error);
    g_assert_no_error (error);
}

/* A: accounts 2, 4, 6; B: 1, 3; the other 15 are in the standard cycle. */
static void
make_cycles (const TallyTestBill *fixture)
{
    g_autoptr(GError) error = NULL;

    add_cycle (fixture, "A");
    add_cycle (fixture, "B");
    move_accounts (fixture, "A", "A2 A4 A6", &error);
    g_assert_no_error (error);
    move_accounts (fixture, "B", "A1 A3", &error);
    g_assert_no_error (error);
}

/* Gives the hash of the output. */
static char *
run_cycle (const TallyTestBill *fixture, const char *run_id, const char *cycle, int64_t n)
{
    TallyBillOrder order = tally_test_bill_order (fixture, run_id, 2);
    g_auto(TallyBillRun) result = { 0 };
    g_autoptr(GError) error = NULL;

    order.district_id = 1;
    order.cycle = cycle;
    tally_bill_step_run (&order, &result, &error);
    g_assert_no_error (error);
    g_assert_cmpint (result.n_done, ==, n);
    g_assert_cmpstr (result.cycle, ==, cycle);
    return g_strdup (result.output_hash);
}

#define BILLED_BY(run)                                                                             \
    "SELECT coalesce (string_agg (account_id::text, ' ' ORDER BY account_id), '') FROM bill.bill " \
    "WHERE run_id = '" run "'"
#define CONTENT                                                                              \
    "SELECT md5 (string_agg (number || encode (content_hash, 'hex'), ' ' ORDER BY number)) " \
    "FROM bill.bill"

static gpointer
run_b (gpointer fixture)
{
    return run_cycle (fixture, RUN_3, "B", 2);
}

/* Three cycles of a month bill what one run of all does, to the last byte: 3 + 2 + 15 of 20. */
static void
test_cycles (TallyTestBill *fixture, gconstpointer data)
{
    g_autofree char *all = tally_test_bill_run (fixture, RUN_1, 2);
    g_autofree char *content = tally_test_db_ask (fixture->base, CONTENT);
    g_autofree char *a = NULL;
    g_autofree char *again = NULL;
    GThread *b;

    tally_test_db_script (fixture->base, "DELETE FROM bill.line; DELETE FROM bill.finding; "
                                         "DELETE FROM bill.bill");
    make_cycles (fixture);
    a = run_cycle (fixture, RUN_2, "A", 3);
    tally_test_bill_assert (fixture, "SELECT count(*) FROM bill.bill", "3");
    b = g_thread_new ("b", run_b, fixture); /* two of them at a time */
    g_free (run_cycle (fixture, RUN_4, "", 15));
    g_free (g_thread_join (b));
    tally_test_bill_assert (fixture, BILLED_BY (RUN_2), "2 4 6");
    tally_test_bill_assert (fixture, BILLED_BY (RUN_3), "1 3");
    tally_test_bill_assert (fixture, CONTENT, content);

    /* What one cycle holds, releases and issues is no matter of the others. */
    again = run_cycle (fixture, RUN_5, "A", 3);
    g_assert_cmpstr (again, ==, a);
    tally_test_bill_assert (fixture, BILLED_BY (RUN_5), "2 4 6");
    tally_test_bill_assert (fixture, BILLED_BY (RUN_3), "1 3");
    tally_test_bill_issue (fixture, RUN_5, 3);
    tally_test_bill_issue (fixture, RUN_4, 15);
    tally_test_bill_assert (fixture, BILLED_BY (RUN_3) " AND state = 'ready'", "1 3");
}

/* Account 2 leaves A before it was run, 4 after it has a bill, 6 after that was issued. */
static void
test_moves (TallyTestBill *fixture, gconstpointer data)
{
    g_autoptr(GError) error = NULL;

    make_cycles (fixture);
    move_accounts (fixture, "B", "A2", &error);
    g_assert_no_error (error);
    g_free (run_cycle (fixture, RUN_1, "A", 2));
    tally_test_bill_assert (fixture, BILLED_BY (RUN_1), "4 6");
    move_accounts (fixture, "B", "A4", &error);
    g_assert_no_error (error);
    tally_test_db_script (fixture->base, "UPDATE bill.bill SET state = 'held', hold_reasons = "
                                         "'{clerk}' WHERE account_id = 4");
    tally_test_bill_issue (fixture, RUN_1, 1);
    move_accounts (fixture, "B", "A6", &error);
    g_assert_no_error (error);

    /* B is of 1, 2, 3, 4 and 6 now; the bill of 4 stays with A, that of 6 is issued. */
    g_free (run_cycle (fixture, RUN_2, "B", 4));
    tally_test_bill_assert (fixture, BILLED_BY (RUN_2), "1 2 3");
    tally_test_bill_assert (fixture, BILLED_BY (RUN_1), "4 6");
    tally_test_bill_assert (fixture, BILLED_BY (RUN_1) " AND state = 'held'", "4");
    g_free (run_cycle (fixture, RUN_3, "A", 1)); /* and A can mend it */
    tally_test_bill_assert (fixture, BILLED_BY (RUN_3) " AND state = 'ready'", "4");
    g_free (run_cycle (fixture, RUN_4, "", 15));
    tally_test_bill_assert (fixture,
                            "SELECT count(*) || ' ' || count(DISTINCT account_id) FROM bill.bill",
                            "20 20");

    /* A bill that was taken back is made again by the cycle the account is in. */
    tally_test_db_script (fixture->base,
                          "UPDATE bill.bill SET state = 'cancelled' WHERE account_id = 6");
    g_free (run_cycle (fixture, RUN_5, "B", 4));
    tally_test_bill_assert (fixture, BILLED_BY (RUN_5), "1 2 3 6");
    tally_test_bill_assert (fixture,
                            "SELECT string_agg (object || ' ' || person, ', ' ORDER BY seq) FROM "
                            "guard.audit WHERE action = 'account-cycle' AND object LIKE '1.A4%'",
                            "1.A4 > A mei, 1.A4 > B mei");
}

/* A run that died after one of its two units goes on with the other, as it was cut. */
static void
test_cycle_resumed (TallyTestBill *fixture, gconstpointer data)
{
    g_autofree char *whole = NULL;
    g_autofree char *resumed = NULL;
    g_autofree char *other = NULL;
    g_autoptr(GError) error = NULL;

    make_cycles (fixture);
    other = run_cycle (fixture, RUN_3, "B", 2);
    whole = run_cycle (fixture, RUN_1, "A", 3);
    tally_test_db_script (
        fixture->base,
        "DELETE FROM bill.line WHERE number LIKE '%-000000006-1';"
        "DELETE FROM bill.finding WHERE number LIKE '%-000000006-1';"
        "DELETE FROM bill.bill WHERE account_id = 6;"
        "UPDATE bill.run SET state = 'running' WHERE cycle = 'A';"
        "UPDATE bill.unit SET last_point = 4, n_agreements = 2 WHERE run_id = '" RUN_1 "';"
        "INSERT INTO bill.unit (district_id, run_id, unit_no, first_point, last_point, "
        "n_agreements) VALUES (1, '" RUN_1 "', 7, 6, 6, 1)");
    resumed = run_cycle (fixture, RUN_1, "A", 3);
    g_assert_cmpstr (resumed, ==, whole);
    tally_test_bill_assert (fixture, BILLED_BY (RUN_1), "2 4 6");
    tally_test_bill_assert (fixture, BILLED_BY (RUN_3), "1 3");
    tally_test_bill_assert (fixture, "SELECT count(*) FROM bill.unit WHERE run_id = '" RUN_1 "'",
                            "2");
}

static void
test_refused_cycles (TallyTestBill *fixture, gconstpointer data)
{
    static const struct {
        int32_t district_id;
        const char *cycle;
        const char *run_id;
        int code;
    } runs[] = {
        { 0, "A", RUN_2, TALLY_ERROR_INVALID },
        { 1, "C", RUN_2, TALLY_ERROR_NOT_FOUND },
        { 1, "B", RUN_1, TALLY_ERROR_EXISTS }, /* the id of a run of A */
        { 1, "", RUN_1, TALLY_ERROR_EXISTS },
    };
    static const struct {
        TallyBillCycle cycle;
        int code;
    } cycles[] = {
        { { 1, "A", "A", "甲", "mei", "", "why" }, TALLY_ERROR_EXISTS },
        { { 1, "", "A", "甲", "mei", "", "why" }, TALLY_ERROR_INVALID },
        { { 1, "a b", "A", "甲", "mei", "", "why" }, TALLY_ERROR_INVALID },
        { { 1, "-", "A", "甲", "mei", "", "why" }, TALLY_ERROR_INVALID },
        { { 1, "C\n", "A", "甲", "mei", "", "why" }, TALLY_ERROR_INVALID },
        { { 1, "C", "", "甲", "mei", "", "why" }, TALLY_ERROR_INVALID },
        { { 1, "C", "C", "", "mei", "", "why" }, TALLY_ERROR_INVALID },
        { { 1, "C", "C", "丙", "mei", "", "" }, TALLY_ERROR_INVALID },
    };
    g_autoptr(TallyDb) running = tally_test_db_open_as (fixture->base, "tally_settle");
    g_autoptr(GError) error = NULL;
    gboolean is_ours = FALSE;

    make_cycles (fixture);
    g_free (run_cycle (fixture, RUN_1, "A", 3));
    for (size_t i = 0; i < G_N_ELEMENTS (runs); i++) {
        TallyBillOrder order = tally_test_bill_order (fixture, runs[i].run_id, 1);
        g_auto(TallyBillRun) result = { 0 };

        order.district_id = runs[i].district_id;
        order.cycle = runs[i].cycle;
        g_assert_false (tally_bill_step_run (&order, &result, &error));
        g_assert_error (error, TALLY_ERROR, runs[i].code);
        g_clear_error (&error);
    }
    for (size_t i = 0; i < G_N_ELEMENTS (cycles); i++) {
        g_assert_false (tally_bill_step_add_cycle (fixture->settle, &cycles[i].cycle, &error));
        g_assert_error (error, TALLY_ERROR, cycles[i].code);
        g_clear_error (&error);
    }

    /* All accounts or none; none while a run of the district computes. */
    g_assert_false (move_accounts (fixture, "B", "A2 A99", &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_NOT_FOUND);
    g_clear_error (&error);
    g_assert_false (move_accounts (fixture, "C", "A2", &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_NOT_FOUND);
    g_clear_error (&error);
    tally_bill_store_lock (running, 0, "", tally_day_new (2026, 9, 1), &is_ours, &error);
    g_assert_no_error (error);
    g_assert_false (move_accounts (fixture, "B", "A2", &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_BUSY);
    g_clear_error (&error);
    tally_test_bill_assert (fixture, "SELECT count(*) FROM ref.account WHERE cycle = 'A'", "3");
    tally_bill_store_unlock (running, &error);
    g_assert_no_error (error);
    move_accounts (fixture, "", "A2", &error);
    g_assert_no_error (error);
    tally_test_bill_assert (fixture, "SELECT count(*) FROM ref.account WHERE cycle = 'A'", "2");
}

/* 20 accounts: 2 go to A, 18 are left; the run of A, which goes on by --cycle, has 2 bills. */
static void
test_command (TallyTestBill *fixture, gconstpointer data)
{
    static const struct {
        const char *words;
        gboolean is_good;
        const char *says;
    } cases[] = {
        { "bill cycle add A Lake 湖滨 --district 1", FALSE, "reason: say why" },
        { "bill cycle add A Lake 湖滨 --reason new", FALSE, "--district" },
        { "bill cycle add A Lake --district 1 --reason new", FALSE, "in Chinese" },
        { "bill cycle add A Lake 湖滨 --district 1 --reason new", TRUE,
          "A                             0" },
        { "bill cycle assign A --district 1 --reason new", FALSE, "numbers of accounts" },
        { "bill cycle assign A A1 A77 --district 1 --reason new", FALSE, "no account “A77”" },
        { "bill cycle assign A A1 A2 A3 --district 1 --reason new", TRUE,
          "-                            17" },
        { "bill cycle assign - A3 --district 1 --reason back", TRUE,
          "-                            18" },
        { "bill cycle list --json", TRUE, "\"n_accounts\" : 2" },
        { "bill cycle drop", FALSE, "list, add, assign" },
        { "bill run --period 2026-09 --cycle A", FALSE, "a cycle is of one district" },
        { "bill run --period 2026-09 --district 1 --cycle Z", FALSE, "no cycle “Z”" },
        { "bill run --period 2026-09 --district 1 --cycle A --json", TRUE,
          "\"cycle\":\"A\",\"state\":\"computed\",\"n_bills\":2," },
        { "bill issue --period 2026-09 --district 1", FALSE, "no such bill run" },
        { "bill issue --period 2026-09 --district 1 --cycle A --date 2026-10-03", TRUE,
          "2 bills issued" },
        { "bill run --period 2026-09 --district 1 --cycle - --json", TRUE, "\"n_bills\":18," },
        { "bill pdf x.pdf --period 2026-09 --district 1 --cycle A", FALSE, "by --run-id" },
        { "bill verify", TRUE, "2 issued bills" },
    };

    for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autofree char *said = tally_test_ctl (fixture->base, cases[i].words, cases[i].is_good);

        if (strstr (said, cases[i].says) == NULL)
            g_error ("%s: “%s” is not in “%s”", cases[i].words, cases[i].says, said);
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

#define ADD(path, test)                                                                           \
    g_test_add (path, TallyTestBill, GINT_TO_POINTER (N_CUSTOMERS), tally_test_bill_set_up, test, \
                tally_test_bill_tear_down)
    ADD ("/bill-cycle/apart", test_cycles);
    ADD ("/bill-cycle/moves", test_moves);
    ADD ("/bill-cycle/resumed", test_cycle_resumed);
    ADD ("/bill-cycle/refused", test_refused_cycles);
    ADD ("/bill-cycle/command", test_command);
    return g_test_run ();
}
