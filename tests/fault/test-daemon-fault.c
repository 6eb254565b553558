// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: gridtallyd with its own cluster comes back after SIGKILL, with everything that was
 * acknowledged, leaves nothing running, and stops cleanly when it is asked to.
 * TALLY_FAULT_RUNS: how often it is killed (default 3). */
#include "server/db/tally-cluster.h"
#include "server/db/tally-sql.h"
#include "tests/lib/tally-test-cluster.h"
#include "tests/lib/tally-test-process.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#define READY_S 60

static GPid
start_daemon (const char *dir)
{
    g_autofree char *program = g_build_filename (g_getenv ("G_TEST_BUILDDIR"), "..", "server",
                                                 "daemon", "gridtallyd", NULL);
    /* settle opens no port and no meter. */
    const char *argv[] = { program, "--embedded", dir, "--role", "settle", NULL };

    return tally_test_process_start (argv, NULL);
}

static char *
ask (const char *conninfo, const char *sql)
{
    g_autoptr(TallyDb) db = tally_db_open_as (conninfo, "postgres", NULL);
    g_autoptr(PGresult) rows = NULL;

    rows = db != NULL ? PQexec (tally_db_get_conn (db), sql) : NULL;
    if (rows == NULL || !tally_sql_check (tally_db_get_conn (db), rows, NULL))
        return NULL;
    return g_strdup (PQntuples (rows) > 0 ? PQgetvalue (rows, 0, 0) : "");
}

/* Asks until a server answers so: it may be starting, or still be the killed one's. */
static void
expect (const char *dir, const char *sql, const char *answer)
{
    g_autofree char *conninfo = tally_cluster_conninfo_of (dir);
    gint64 end = g_get_monotonic_time () + READY_S * G_USEC_PER_SEC;

    while (g_get_monotonic_time () < end) {
        g_autofree char *found = ask (conninfo, sql);

        if (g_strcmp0 (found, answer) == 0)
            return;
        g_usleep (50000);
    }
    g_test_message ("never so: %s", sql);
    g_assert_not_reached ();
}

static int
postmaster_of (const char *dir)
{
    g_autofree char *path = g_build_filename (dir, "postgres", "data", "postmaster.pid", NULL);
    g_autofree char *text = NULL;

    return g_file_get_contents (path, &text, NULL, NULL) ? (int) g_ascii_strtoll (text, NULL, 10)
                                                         : 0;
}

/* A dead process may stay a zombie where process 1 does not reap: it has no directory. */
static gboolean
is_running (int pid)
{
    g_autofree char *path = g_strdup_printf ("/proc/%d/cwd", pid);
    g_autofree char *cwd = g_file_read_link (path, NULL);

    return cwd != NULL;
}

static void
wait_until_gone (int pid)
{
    for (int i = 0; i < 20 * READY_S; i++) {
        if (!is_running (pid))
            return;
        g_usleep (50000);
    }
    g_assert_not_reached ();
}

static void
stop_daemon (const char *dir, GPid pid)
{
    int postmaster = postmaster_of (dir);
    int status;

    g_assert_cmpint (kill (pid, SIGTERM), ==, 0);
    g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
    g_assert_true (WIFEXITED (status));
    g_assert_cmpint (WEXITSTATUS (status), ==, 0);
    g_assert_false (is_running (postmaster));
    g_assert_cmpint (postmaster_of (dir), ==, 0);
}

/* At once: the cluster of the killed one is still there, and must be dealt with. */
static void
test_killed_and_started_at_once (void)
{
    int n_runs = tally_test_process_fault_runs (3);
    char *dir = tally_test_cluster_dir_new ();
    GPid pid = start_daemon (dir);

    for (int run = 0; run < n_runs; run++) {
        g_autofree char *add = g_strdup_printf ("INSERT INTO ref.holiday VALUES "
                                                "('T', date '2026-01-01' + %d, 'x', 'holiday') "
                                                "ON CONFLICT DO NOTHING; SELECT 'added'",
                                                run);
        g_autofree char *count = g_strdup_printf ("%d", run + 1);
        int postmaster;

        expect (dir, add, "added");
        g_usleep ((gulong) g_test_rand_int_range (0, 300000));
        postmaster = postmaster_of (dir);
        g_assert_cmpint (kill (pid, SIGKILL), ==, 0);
        g_assert_cmpint (waitpid (pid, NULL, 0), ==, pid);
        pid = start_daemon (dir);
        wait_until_gone (postmaster);
        expect (dir, "SELECT count (*) FROM ref.holiday WHERE calendar = 'T'", count);
    }
    stop_daemon (dir, pid);
    tally_test_cluster_dir_remove (dir);
}

/* Not at once: a killed server leaves no PostgreSQL behind. */
static void
test_killed_leaves_nothing (void)
{
    char *dir = tally_test_cluster_dir_new ();
    GPid pid = start_daemon (dir);
    int postmaster;

    expect (dir, "SELECT count (*) > 0 FROM work.job", "t");
    postmaster = postmaster_of (dir);
    g_assert_cmpint (postmaster, >, 0);
    g_assert_cmpint (kill (pid, SIGKILL), ==, 0);
    g_assert_cmpint (waitpid (pid, NULL, 0), ==, pid);
    wait_until_gone (postmaster);
    tally_test_cluster_dir_remove (dir);
}

/* Killed while it makes the cluster and the schema, over and over: it gets there in the end. */
static void
test_killed_while_it_is_born (void)
{
    char *dir = tally_test_cluster_dir_new ();
    GPid pid;

    for (int ms = 100; ms < 2200; ms += 300) {
        int status;

        pid = start_daemon (dir);
        g_usleep ((gulong) ms * 1000);
        g_assert_cmpint (kill (pid, SIGKILL), ==, 0);
        g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
        g_assert_true (WIFSIGNALED (status)); /* it had not given up by itself */
    }
    pid = start_daemon (dir);
    expect (dir, "SELECT min (version) FROM db.schema_history", "1");
    expect (dir, "SELECT count (*) > 0 FROM work.job", "t");
    stop_daemon (dir, pid);
    tally_test_cluster_dir_remove (dir);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    g_test_add_func ("/daemon-fault/killed-and-started-at-once", test_killed_and_started_at_once);
    g_test_add_func ("/daemon-fault/killed-leaves-nothing", test_killed_leaves_nothing);
    g_test_add_func ("/daemon-fault/killed-while-it-is-born", test_killed_while_it_is_born);

    return g_test_run ();
}
