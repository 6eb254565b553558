// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: a bill run that is killed at any moment, and started again, ends in the
 * same bytes as one that was left alone: no bill missing, none twice, sum 0.
 * TALLY_FAULT_RUNS: how often it is killed (default 50). */
#include "server/bill/tally-bill-step.h"
#include "server/ledger/tally-ledger-step.h"
#include "tests/lib/tally-test-db.h"
#include "tests/lib/tally-test-process.h"
#include "tests/lib/tally-test-utility.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define N_CUSTOMERS 900
#define AS_CHILD "--as-bill-run"

static TallyDays
september (void)
{
    return tally_days_of_month (tally_day_new (2026, 9, 1));
}

/* The program itself is the server that is killed. */
static int
run_as_child (const char *conninfo, const char *run_id)
{
    TallyBillOrder order = { .conninfo = conninfo,
                             .run_id = run_id,
                             .period = september (),
                             .started_by = "test",
                             .n_workers = 2 };
    g_auto(TallyBillRun) run = { 0 };
    g_autoptr(TallyDb) db = NULL;
    g_autoptr(GError) error = NULL;
    int64_t n_issued;

    if (!tally_bill_step_run (&order, &run, &error)) {
        g_printerr ("%s\n", error->message);
        return 1;
    }
    db = tally_db_open_as (conninfo, "tally_settle", &error);
    return db != NULL
                   && tally_ledger_step_issue (db, run_id, tally_day_new (2026, 10, 3), "test",
                                               &n_issued, &error)
               ? 0
               : 1;
}

static GPid
start_child (const TallyTestDb *base, const char *run_id)
{
    g_autofree char *program = tally_test_process_self ();
    const char *argv[] = { program, AS_CHILD, tally_test_db_conninfo (base), run_id, NULL };

    return tally_test_process_start (argv, NULL);
}

/* Gives TRUE when the child ended by itself, and well. */
static gboolean
wait_for (GPid pid)
{
    int status;

    g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
    g_spawn_close_pid (pid);
    return WIFEXITED (status) && WEXITSTATUS (status) == 0;
}

static int64_t
run_undisturbed (const TallyTestDb *base, const char *run_id)
{
    int64_t start = g_get_monotonic_time ();

    g_assert_true (wait_for (start_child (base, run_id)));
    return g_get_monotonic_time () - start;
}

#define FINGERPRINT                                                                                \
    "SELECT md5 (string_agg (number || state || total_minor || encode (content_hash, 'hex'), "     \
    "'' ORDER BY number)) || (SELECT md5 (string_agg (l::text, '' ORDER BY number, line_no)) "     \
    "FROM bill.line l) || (SELECT md5 (string_agg (e.code || e.amount_minor || e.bill_number, '' " \
    "ORDER BY e.bill_number, e.entry_no)) FROM ledger.entry e) FROM bill.bill"

static void
assert_whole (const TallyTestDb *base, const char *expected)
{
    g_autofree char *found = tally_test_db_ask (base, FINGERPRINT);
    g_autofree char *facts = tally_test_db_ask (
        base, "SELECT (SELECT count (*) FROM bill.bill) || ' ' || (SELECT count (DISTINCT "
              "agreement_id) FROM bill.bill) || ' ' || (SELECT count (*) FROM ledger.journal) || "
              "' ' || (SELECT sum (amount_minor) FROM ledger.entry)");

    g_assert_cmpstr (facts, ==, "900 900 900 0");
    g_assert_cmpstr (found, ==, expected);
}

static void
forget (const TallyTestDb *base)
{
    tally_test_db_script (base, "TRUNCATE bill.run, bill.unit, bill.line, bill.bill, ledger.entry, "
                                "ledger.journal");
}

static void
test_killed_run_resumes (void)
{
    TallyTestUtility utility = { 1, N_CUSTOMERS, september () };
    int n_runs = tally_test_process_fault_runs (50);
    g_autoptr(TallyTestDb) base = tally_test_db_new ();
    g_autofree char *expected = NULL;
    int64_t length_us;
    int n_killed = 0;

    {
        g_autoptr(TallyDb) owner = tally_test_db_open_as (base, "tally_owner");
        g_autoptr(TallyDb) settle = tally_test_db_open_as (base, "tally_settle");

        tally_test_utility_load (owner, settle, &utility);
    }
    length_us = run_undisturbed (base, "11111111-1111-4111-8111-111111111111");
    expected = tally_test_db_ask (base, FINGERPRINT);
    assert_whole (base, expected);

    for (int i = 0; i < n_runs; i++) {
        g_autofree char *run_id = g_uuid_string_random ();
        GPid pid;
        int64_t resumed_us;

        forget (base);
        pid = start_child (base, run_id);
        g_usleep ((gulong) g_test_rand_int_range (0, (gint32) length_us));
        kill (pid, SIGKILL);
        n_killed += wait_for (pid) ? 0 : 1;
        resumed_us = g_get_monotonic_time ();
        /* The dead server's lock ends with its connection, a moment after it. */
        while (!wait_for (start_child (base, run_id)))
            g_assert_cmpint (g_get_monotonic_time () - resumed_us, <, 5 * G_USEC_PER_SEC);
        assert_whole (base, expected);
    }
    g_test_message ("killed %d of %d runs of %d ms", n_killed, n_runs, (int) (length_us / 1000));
    g_assert_cmpint (n_killed, >, 0);
}

/* The stop of a run is felt within half a second and leaves no half unit. */
static gpointer
cancel_soon (gpointer user_data)
{
    g_usleep (60 * 1000);
    g_cancellable_cancel (user_data);
    return NULL;
}

static void
test_cancelled_in_half_a_second (void)
{
    TallyTestUtility utility = { 1, N_CUSTOMERS, september () };
    g_autoptr(TallyTestDb) base = tally_test_db_new ();
    g_autoptr(TallyDb) owner = tally_test_db_open_as (base, "tally_owner");
    g_autoptr(TallyDb) settle = tally_test_db_open_as (base, "tally_settle");
    g_autoptr(GCancellable) cancellable = g_cancellable_new ();
    TallyBillOrder order = { .conninfo = tally_test_db_conninfo (base),
                             .run_id = "11111111-1111-4111-8111-111111111111",
                             .period = september (),
                             .started_by = "test",
                             .n_workers = 2,
                             .cancellable = cancellable };
    g_auto(TallyBillRun) run = { 0 };
    g_autoptr(GError) error = NULL;
    g_autofree char *uneven = NULL;
    int64_t start;
    GThread *thread;

    tally_test_utility_load (owner, settle, &utility);
    thread = g_thread_new ("cancel", cancel_soon, cancellable);
    start = g_get_monotonic_time ();
    g_assert_false (tally_bill_step_run (&order, &run, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    g_assert_cmpint (g_get_monotonic_time () - start, <, 560 * G_TIME_SPAN_MILLISECOND);
    g_thread_join (thread);
    uneven = tally_test_db_ask (base,
                                "SELECT count (*) FROM bill.unit u WHERE (done_at IS NOT NULL) "
                                "<> EXISTS (SELECT FROM bill.bill b WHERE b.point_id BETWEEN "
                                "u.first_point AND u.last_point)");
    g_assert_cmpstr (uneven, ==, "0");
}

int
main (int argc, char **argv)
{
    if (argc == 4 && g_str_equal (argv[1], AS_CHILD))
        return run_as_child (argv[2], argv[3]);

    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/bill-fault/killed-run-resumes", test_killed_run_resumes);
    g_test_add_func ("/bill-fault/cancelled-in-half-a-second", test_cancelled_in_half_a_second);
    return g_test_run ();
}
