// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: of several workers one runs a job; when it dies another takes over; what was missed is
 * caught up once; a job waits for what it depends on, and can be asked for and cancelled. */
#include "server/work/tally-work-plan.h"
#include "shared/error/tally-error.h"
#include "tests/lib/tally-test-db.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#define ZONE "Asia/Shanghai"
#define NOW 1795449600 /* 2026-11-23T16:00:00Z: midnight in Shanghai */
#define LEASE_S 2

/* Constraints and indexes of a month of energy.day, without its name and bounds. */
#define PARTS_OF(month)                                                                \
    "(SELECT regexp_replace (pg_get_constraintdef (oid), '\\d{4}-\\d\\d-01', '', 'g')" \
    " FROM pg_constraint WHERE conrelid = 'energy.day_" month "'::regclass UNION ALL"  \
    " SELECT regexp_replace (pg_get_indexdef (indexrelid), ' INDEX .* USING', '')"     \
    " FROM pg_index WHERE indrelid = 'energy.day_" month "'::regclass)"

typedef struct {
    TallyTestDb *base;
    TallyDb *db;
} Fixture;

static gint n_begun;
static gint n_finished;
static gint must_fail;

static void
set_up (Fixture *fixture, gconstpointer data)
{
    fixture->base = tally_test_db_new ();
    fixture->db = tally_test_db_open_as (fixture->base, "tally_settle");
    tally_test_db_script (fixture->base, "DELETE FROM work.job");
    n_begun = 0;
    n_finished = 0;
    must_fail = 0;
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
    g_clear_object (&fixture->db);
    tally_test_db_free (fixture->base);
}

static void
add_job (Fixture *fixture,
         const char *name,
         const char *step,
         const char *calendar,
         const char *after)
{
    g_autofree char *sql = g_strdup_printf (
        "INSERT INTO work.job (job, step, title, calendar, after_jobs, max_tries)"
        " VALUES ('%s', '%s', 'A job', '%s', '{%s}', 1)",
        name, step, calendar, after);

    tally_test_db_script (fixture->base, sql);
}

static void
expect (Fixture *fixture, const char *sql, const char *value)
{
    g_autofree char *found = tally_test_db_ask (fixture->base, sql);

    g_assert_cmpstr (found, ==, value);
}

static gboolean
slow (const TallyWorkContext *context, GError **error)
{
    g_atomic_int_inc (&n_begun);
    context->progress (1, 4, context->progress_data);
    for (int i = 0; i < 35; i++) {
        if (g_cancellable_set_error_if_cancelled (context->cancellable, error))
            return FALSE;
        g_usleep (100000);
    }
    g_atomic_int_inc (&n_finished);
    return TRUE;
}

static gboolean
quick (const TallyWorkContext *context, GError **error)
{
    g_atomic_int_inc (&n_begun);
    if (g_atomic_int_get (&must_fail) == 0)
        return TRUE;
    g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID, "it must fail");
    return FALSE;
}

static gboolean
hang (const TallyWorkContext *context, GError **error)
{
    sleep (60);
    return TRUE;
}

static const TallyWorkStep steps[] = { { "slow", slow },
                                       { "quick", quick },
                                       { "hang", hang },
                                       { NULL, NULL } };
static const TallyWorkStep second_steps[] = { { "slow", slow },
                                              { "quick", quick },
                                              { "hang", quick },
                                              { NULL, NULL } };

static gboolean
work (Fixture *fixture, TallyDb *db, const TallyWorkStep *with, int64_t now)
{
    TallyWorkContext context = { .conninfo = tally_test_db_conninfo (fixture->base),
                                 .now = now,
                                 .time_zone = ZONE,
                                 .lease_s = LEASE_S };
    g_autoptr(GError) error = NULL;
    gboolean did_run = FALSE;

    tally_work_step_next (db, with, &context, &did_run, &error);
    g_assert_no_error (error);
    return did_run;
}

static gpointer
work_in_thread (gpointer data)
{
    Fixture *fixture = data;
    g_autoptr(TallyDb) db = tally_test_db_open_as (fixture->base, "tally_settle");

    return GINT_TO_POINTER (work (fixture, db, steps, NOW));
}

/* The step takes longer than a lease: it is renewed meanwhile. */
static void
test_one_of_two_workers_runs (Fixture *fixture, gconstpointer data)
{
    GThread *first;
    GThread *second;
    int n_ran;

    add_job (fixture, "a", "slow", "daily 00:00", "");
    first = g_thread_new ("first", work_in_thread, fixture);
    second = g_thread_new ("second", work_in_thread, fixture);
    g_usleep (3000000);
    g_assert_false (work (fixture, fixture->db, steps, NOW));
    expect (fixture, "SELECT n_done || ' of ' || n_total FROM work.run", "1 of 4");
    n_ran = GPOINTER_TO_INT (g_thread_join (first)) + GPOINTER_TO_INT (g_thread_join (second));
    g_assert_cmpint (n_ran, ==, 1);
    g_assert_cmpint (n_begun, ==, 1);
    g_assert_cmpint (n_finished, ==, 1);
    expect (fixture, "SELECT string_agg (state || tries, ' ') FROM work.run", "done1");
}

static void
wait_for (Fixture *fixture, const char *sql, const char *value)
{
    for (int i = 0; i < 100; i++) {
        g_autofree char *found = tally_test_db_ask (fixture->base, sql);

        if (g_str_equal (found, value))
            return;
        g_usleep (100000);
    }
    g_error ("%s never became %s", sql, value);
}

static void
test_killed_worker_is_replaced (Fixture *fixture, gconstpointer data)
{
    pid_t child;
    int status;

    add_job (fixture, "a", "hang", "daily 00:00", "");
    child = fork ();
    if (child == 0) {
        TallyDb *db = tally_db_open_as (tally_test_db_conninfo (fixture->base), "tally_settle",
                                        NULL);

        work (fixture, db, steps, NOW);
        _exit (0);
    }
    wait_for (fixture, "SELECT state FROM work.run", "running");
    g_assert_false (work (fixture, fixture->db, second_steps, NOW));
    kill (child, SIGKILL);
    waitpid (child, &status, 0);
    g_assert_true (WIFSIGNALED (status));
    /* Not before the lease ran out, then once. */
    for (int i = 0; i < 60 && !work (fixture, fixture->db, second_steps, NOW); i++)
        g_usleep (100000);
    g_assert_cmpint (n_begun, ==, 1);
    expect (fixture, "SELECT string_agg (state || tries, ' ') FROM work.run", "done2");
    g_assert_false (work (fixture, fixture->db, second_steps, NOW));
}

static void
test_catch_up_is_once (Fixture *fixture, gconstpointer data)
{
    add_job (fixture, "a", "quick", "every 15m", "");
    g_assert_true (work (fixture, fixture->db, steps, NOW));
    g_assert_false (work (fixture, fixture->db, steps, NOW + 899));
    /* Nine days without a worker. */
    g_assert_true (work (fixture, fixture->db, steps, NOW + 9 * 86400 + 5));
    g_assert_false (work (fixture, fixture->db, steps, NOW + 9 * 86400 + 6));
    g_assert_cmpint (n_begun, ==, 2);
    expect (fixture, "SELECT count (*) FROM work.run", "2");
}

/* The clock shows next week for a minute. What ran then does not stop what is due tomorrow. */
static void
test_clock_goes_ahead_and_back (Fixture *fixture, gconstpointer data)
{
    add_job (fixture, "a", "quick", "daily 00:00", "");
    g_assert_true (work (fixture, fixture->db, steps, NOW));
    g_assert_true (work (fixture, fixture->db, steps, NOW + 7 * 86400));
    g_assert_false (work (fixture, fixture->db, steps, NOW + 60));
    for (int day = 1; day <= 8; day++) {
        g_assert_true (work (fixture, fixture->db, steps, NOW + day * 86400));
        g_assert_false (work (fixture, fixture->db, steps, NOW + day * 86400));
    }
    expect (fixture, "SELECT count (*) FROM work.run", "10");
    expect (fixture, "SELECT count (*) FROM work.run WHERE message LIKE 'the clock was ahead: %'",
            "1");
}

/* A clock that is put right passes a due time twice: the job runs the first time. */
static void
test_clock_is_put_right (Fixture *fixture, gconstpointer data)
{
    add_job (fixture, "a", "quick", "every 15m", "");
    g_assert_true (work (fixture, fixture->db, steps, NOW + 900));
    g_assert_false (work (fixture, fixture->db, steps, NOW + 900 - TALLY_WORK_SMALL_STEP_S));
    g_assert_false (work (fixture, fixture->db, steps, NOW + 900));
    g_assert_true (work (fixture, fixture->db, steps, NOW + 1800));
    expect (fixture, "SELECT string_agg (message, '') FROM work.run", "");
    /* A second more, and it was ahead. */
    g_assert_false (work (fixture, fixture->db, steps, NOW + 1799 - TALLY_WORK_SMALL_STEP_S));
    g_assert_true (work (fixture, fixture->db, steps, NOW + 1800));
    g_assert_cmpint (n_begun, ==, 3);
}

/* A run that somebody asked for, and that failed, while the database's clock was ahead. */
static void
test_asked_for_by_a_clock_ahead (Fixture *fixture, gconstpointer data)
{
    add_job (fixture, "first", "quick", "every 15m", "");
    add_job (fixture, "then", "quick", "every 15m", "first");
    tally_test_db_script (fixture->base, "INSERT INTO work.run (job, due_at, state, asked_by)"
                                         " VALUES ('first', '2030-01-01', 'failed', 'boss')");
    g_assert_true (work (fixture, fixture->db, steps, NOW));
    g_assert_true (work (fixture, fixture->db, steps, NOW));
    expect (fixture, "SELECT string_agg (job || state, ' ' ORDER BY job, due_at) FROM work.run",
            "firstfailed firstdone thendone");
}

/* Rows of a month may come before its partition: they move there. */
static void
test_partition_of_rows_that_came_before (Fixture *fixture, gconstpointer data)
{
    g_autoptr(GError) error = NULL;

    tally_test_db_script (
        fixture->base, "INSERT INTO energy.day SELECT 1, 1, 1, d, 1, 96, 96, 0, 0, 1, NULL, 1, '{}'"
                       " FROM (VALUES (date '2031-03-31'), ('2031-04-01'), ('2031-05-01')) v (d)");
    for (int i = 0; i < 2; i++) {
        tally_work_store_make_partitions (fixture->db, tally_day_new (2031, 1, 20), &error);
        g_assert_no_error (error);
    }
    expect (fixture,
            "SELECT string_agg (tableoid::regclass || ' ' || day, ', ' ORDER BY day)"
            " FROM energy.day",
            "energy.day_203103 2031-03-31, energy.day_203104 2031-04-01,"
            " energy.day_default 2031-05-01");
    /* With all that the other months have. */
    expect (fixture, PARTS_OF ("203104") " EXCEPT " PARTS_OF ("203102"), "");
    expect (fixture, PARTS_OF ("203102") " EXCEPT " PARTS_OF ("203104"), "");
}

/* A run that waits for its next try is not kept waiting by a clock that was ahead. */
static void
test_wait_of_a_clock_ahead (Fixture *fixture, gconstpointer data)
{
    add_job (fixture, "a", "quick", "every 15m", "");
    tally_test_db_script (fixture->base, "UPDATE work.job SET max_tries = 3");
    must_fail = 1;
    g_assert_true (work (fixture, fixture->db, steps, NOW));
    g_assert_false (work (fixture, fixture->db, steps, NOW)); /* not before its wait is over */
    tally_test_db_script (fixture->base,
                          "UPDATE work.run SET leased_until = leased_until + interval '7 days'");
    must_fail = 0;
    g_assert_true (work (fixture, fixture->db, steps, NOW));
    expect (fixture, "SELECT state || tries FROM work.run", "done2");
}

static void
test_waits_for_what_failed (Fixture *fixture, gconstpointer data)
{
    add_job (fixture, "first", "quick", "every 15m", "");
    add_job (fixture, "then", "quick", "every 15m", "first");
    must_fail = 1;
    g_assert_true (work (fixture, fixture->db, steps, NOW));
    g_assert_false (work (fixture, fixture->db, steps, NOW + 1));
    expect (fixture, "SELECT string_agg (job || state, ' ' ORDER BY job) FROM work.run",
            "firstfailed thenwaiting");
    must_fail = 0;
    g_assert_true (work (fixture, fixture->db, steps, NOW + 900));
    g_assert_true (work (fixture, fixture->db, steps, NOW + 900));
    expect (fixture, "SELECT string_agg (job || state, ' ' ORDER BY job, due_at) FROM work.run",
            "firstfailed firstdone thendone");
}

static gpointer
cancel_soon (gpointer data)
{
    Fixture *fixture = data;
    g_autoptr(TallyDb) db = tally_test_db_open_as (fixture->base, "tally_settle");
    g_autoptr(GError) error = NULL;
    int n;

    wait_for (fixture, "SELECT state FROM work.run", "running");
    tally_work_store_cancel (db, "a", "boss", &n, &error);
    g_assert_no_error (error);
    g_assert_cmpint (n, ==, 1);
    return NULL;
}

static void
test_cancel_stops_the_step (Fixture *fixture, gconstpointer data)
{
    GThread *canceller;
    g_autoptr(GError) error = NULL;
    int n;

    add_job (fixture, "a", "slow", "daily 00:00", "");
    canceller = g_thread_new ("cancel", cancel_soon, fixture);
    g_assert_true (work (fixture, fixture->db, steps, NOW));
    g_thread_join (canceller);
    g_assert_cmpint (n_finished, ==, 0);
    expect (fixture, "SELECT state || ': ' || message FROM work.run",
            "cancelled: cancelled by boss");
    g_assert_false (work (fixture, fixture->db, steps, NOW));
    g_assert_true (tally_work_store_cancel (fixture->db, "a", "boss", &n, &error));
    g_assert_cmpint (n, ==, 0);
}

static void
test_ask (Fixture *fixture, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) jobs = NULL;
    g_autoptr(GPtrArray) runs = NULL;
    const TallyWorkJob *job;
    const TallyWorkPast *run;

    add_job (fixture, "a", "quick", "", "");
    g_assert_false (work (fixture, fixture->db, steps, NOW));
    for (int i = 0; i < 3; i++) {
        tally_work_store_ask (fixture->db, "a", "boss", &error);
        g_assert_no_error (error);
    }
    g_assert_true (work (fixture, fixture->db, steps, NOW));
    g_assert_false (work (fixture, fixture->db, steps, NOW));
    g_assert_cmpint (n_begun, ==, 1);
    g_assert_false (tally_work_store_ask (fixture->db, "b", "boss", &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_NOT_FOUND);
    g_clear_error (&error);

    jobs = tally_work_store_list (fixture->db, tally_zone_get (ZONE, NULL), NOW, &error);
    g_assert_no_error (error);
    job = g_ptr_array_index (jobs, 0);
    g_assert_cmpstr (job->state, ==, "done");
    g_assert_cmpint (job->next_due, ==, 0);
    runs = tally_work_store_history (fixture->db, "a", 10, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (runs->len, ==, 1);
    run = g_ptr_array_index (runs, 0);
    g_assert_cmpstr (run->asked_by, ==, "boss");
}

/* The plan as it is installed, before any utility was set up. */
static void
test_plan_waits_for_setup (Fixture *fixture, gconstpointer data)
{
    add_job (fixture, "validate", "validate", "every 15m", "");
    add_job (fixture, "balance", "balance", "every 15m", "validate");
    for (int i = 0; i < 8; i++) {
        work (fixture, fixture->db, tally_work_plan_steps (), NOW);
        tally_test_db_script (fixture->base, "UPDATE work.run SET leased_until = NULL"
                                             " WHERE state = 'waiting'");
    }
    expect (fixture,
            "SELECT string_agg (job || ' ' || state || tries, ', ' ORDER BY job)"
            " FROM work.run",
            "balance waiting0, validate waiting0");
    expect (fixture, "SELECT message FROM work.run WHERE job = 'validate'",
            "no master data yet: gridtallyctl setup loads them");
    tally_test_db_script (
        fixture->base,
        "INSERT INTO ref.district VALUES (0, 'D0', 'Head', 'Asia/Shanghai', 'CNY', 2);"
        "INSERT INTO ref.node VALUES (1, NULL, 0, 'grid', 'G', 'Grid', 110000)");
    g_assert_true (work (fixture, fixture->db, tally_work_plan_steps (), NOW));
    g_assert_true (work (fixture, fixture->db, tally_work_plan_steps (), NOW));
    expect (fixture,
            "SELECT string_agg (job || ' ' || state || tries, ', ' ORDER BY job)"
            " FROM work.run",
            "balance done1, validate done1");
}

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    ADD ("/plan/one-of-two-workers-runs", test_one_of_two_workers_runs);
    ADD ("/plan/killed-worker-is-replaced", test_killed_worker_is_replaced);
    ADD ("/plan/catch-up-is-once", test_catch_up_is_once);
    ADD ("/plan/clock-goes-ahead-and-back", test_clock_goes_ahead_and_back);
    ADD ("/plan/clock-is-put-right", test_clock_is_put_right);
    ADD ("/plan/asked-for-by-a-clock-ahead", test_asked_for_by_a_clock_ahead);
    ADD ("/plan/wait-of-a-clock-ahead", test_wait_of_a_clock_ahead);
    ADD ("/plan/partition-of-rows-that-came-before", test_partition_of_rows_that_came_before);
    ADD ("/plan/waits-for-what-failed", test_waits_for_what_failed);
    ADD ("/plan/cancel-stops-the-step", test_cancel_stops_the_step);
    ADD ("/plan/ask", test_ask);
    ADD ("/plan/waits-for-setup", test_plan_waits_for_setup);

    return g_test_run ();
}
