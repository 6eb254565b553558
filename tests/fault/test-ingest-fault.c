// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: whatever moment PostgreSQL is killed at, every batch that was acknowledged is there,
 * whole and once; the chain is intact and the files are sound.
 * TALLY_FAULT_RUNS: how often it is killed (default 10). */
#include "server/db/tally-cluster.h"
#include "shared/error/tally-error.h"
#include "tests/lib/tally-test-cluster.h"
#include "tests/lib/tally-test-ingest.h"
#include "tests/lib/tally-test-process.h"

#include <signal.h>

/* One thread that stores batch after batch, and goes on after every break. */
typedef struct {
    TallyTestIngest collector;
    int n_breaks;  /* atomic */
    int is_ending; /* atomic */
} Ingest;

static gpointer
ingest_in_thread (gpointer data)
{
    Ingest *ingest = data;

    while (!g_atomic_int_get (&ingest->is_ending)) {
        g_autoptr(GError) error = NULL;

        if (tally_test_ingest_store (&ingest->collector, &error))
            continue;
        /* Anything but "not there" would be a fault of ours. */
        g_assert_error (error, TALLY_ERROR, TALLY_ERROR_OFFLINE);
        g_atomic_int_inc (&ingest->n_breaks);
        g_usleep (20000);
    }
    return NULL;
}

static void
turn_for (int ms)
{
    gint64 end = g_get_monotonic_time () + ms * 1000;

    while (g_get_monotonic_time () < end) {
        g_main_context_iteration (NULL, FALSE);
        g_usleep (1000);
    }
}

static gboolean
is_back (TallyCluster *cluster, int killed)
{
    g_autofree char *target = g_strdup_printf ("%s user=postgres",
                                               tally_cluster_get_conninfo (cluster));
    int pid = tally_cluster_get_pid (cluster);

    return pid != 0 && pid != killed && PQping (target) == PQPING_OK;
}

static void
kill_once (TallyCluster *cluster, Ingest *ingest)
{
    gint64 start;
    int before;
    int pid;

    turn_for (g_test_rand_int_range (50, 600));
    pid = tally_cluster_get_pid (cluster);
    before = g_atomic_int_get (&ingest->collector.n_acknowledged);
    start = g_get_monotonic_time ();
    g_assert_cmpint (pid, >, 0);
    g_assert_cmpint (kill (pid, SIGKILL), ==, 0);
    /* A session that is at work goes on until it notices, and holds the shared
     * memory until then; after that all must go on by itself. */
    while (!is_back (cluster, pid))
        turn_for (20);
    g_test_message ("killed after %d batches, back within %d ms", before,
                    (int) ((g_get_monotonic_time () - start) / 1000));
    before = g_atomic_int_get (&ingest->collector.n_acknowledged);
    while (g_atomic_int_get (&ingest->collector.n_acknowledged) < before + 2)
        turn_for (20);
    g_assert_cmpint (g_get_monotonic_time () - start, <, 60 * G_USEC_PER_SEC);
}

static void
test_postmaster_killed (void)
{
    int n_runs = tally_test_process_fault_runs (10);
    char *dir = tally_test_cluster_dir_new ();
    Ingest ingest = { 0 };
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyCluster) cluster = tally_cluster_start (dir, &error);
    GThread *thread;

    g_assert_no_error (error);
    tally_test_ingest_init (&ingest.collector, tally_cluster_get_conninfo (cluster));
    thread = g_thread_new ("ingest", ingest_in_thread, &ingest);
    for (int run = 0; run < n_runs; run++)
        kill_once (cluster, &ingest);
    g_atomic_int_set (&ingest.is_ending, 1);
    g_thread_join (thread);
    g_assert_cmpint (ingest.n_breaks, >=, n_runs);

    tally_test_ingest_check (&ingest.collector);
    tally_test_cluster_check (ingest.collector.conninfo);
    tally_test_ingest_clear (&ingest.collector);
    tally_cluster_stop (cluster, &error);
    g_assert_no_error (error);
    tally_test_cluster_dir_remove (dir);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    /* What the cluster tells of its crashes is what this test is about. */
    g_log_set_always_fatal (G_LOG_FATAL_MASK);

    g_test_add_func ("/ingest-fault/postmaster-killed", test_postmaster_killed);

    return g_test_run ();
}
