// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: whatever moment PostgreSQL is killed at, every batch that was acknowledged is there,
 * whole and once; the chain is intact and the files are sound.
 * TALLY_FAULT_RUNS: how often it is killed (default 10). */
#include "server/db/tally-cluster.h"
#include "server/raw/tally-raw-store.h"
#include "shared/error/tally-error.h"
#include "tests/lib/tally-test-cluster.h"
#include "tests/lib/tally-test-frames.h"
#include "tests/lib/tally-test-process.h"

#include <signal.h>

#define DISTRICT 7
#define FIRST_DAY 20513 /* 2026-03-01 */
#define BATCH 200

/* One thread that stores batch after batch, and goes on after every break. */
typedef struct {
    char *conninfo;
    int n_acknowledged; /* atomic */
    int n_breaks;       /* atomic */
    int is_ending;      /* atomic */
} Ingest;

static gboolean
append (TallyDb *db, gpointer user_data, GError **error)
{
    const TallyTestFrames *batch = user_data;
    size_t n_new;

    return tally_raw_store_append_batch (db, batch->frames, batch->n, &n_new, error);
}

/* Batch b holds BATCH meters of a day; ten batches fill a day. */
static TallyTestFrames *
batch_of (int b)
{
    return tally_test_frames_make (DISTRICT, FIRST_DAY + b / 10, 1 + (b % 10) * BATCH, BATCH);
}

static gboolean
store (Ingest *ingest, TallyDb **db, int b)
{
    g_autoptr(TallyTestFrames) batch = batch_of (b);
    g_autoptr(GError) error = NULL;

    if (*db == NULL)
        *db = tally_db_open_as (ingest->conninfo, "tally_collector", &error);
    if (*db != NULL
        && tally_db_transact (*db, TALLY_ISOLATION_EACH_STATEMENT, append, batch, &error))
        return TRUE;
    /* Anything but "not there" would be a fault of ours. */
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_OFFLINE);
    g_clear_object (db);
    g_atomic_int_inc (&ingest->n_breaks);
    g_usleep (20000);
    return FALSE;
}

static gpointer
ingest_in_thread (gpointer data)
{
    Ingest *ingest = data;
    TallyDb *db = NULL;
    int b = 0;

    while (!g_atomic_int_get (&ingest->is_ending)) {
        if (!store (ingest, &db, b))
            continue; /* the same batch again: the answer may have been lost, not the batch */
        g_atomic_int_set (&ingest->n_acknowledged, ++b);
    }
    g_clear_object (&db);
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
    before = g_atomic_int_get (&ingest->n_acknowledged);
    start = g_get_monotonic_time ();
    g_assert_cmpint (pid, >, 0);
    g_assert_cmpint (kill (pid, SIGKILL), ==, 0);
    /* A session that is at work goes on until it notices, and holds the shared
     * memory until then; after that all must go on by itself. */
    while (!is_back (cluster, pid))
        turn_for (20);
    g_test_message ("killed after %d batches, back within %d ms", before,
                    (int) ((g_get_monotonic_time () - start) / 1000));
    before = g_atomic_int_get (&ingest->n_acknowledged);
    while (g_atomic_int_get (&ingest->n_acknowledged) < before + 2)
        turn_for (20);
    g_assert_cmpint (g_get_monotonic_time () - start, <, 60 * G_USEC_PER_SEC);
}

static void
check_all_there (const char *conninfo, int n_acknowledged)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyDb) db = tally_db_open_as (conninfo, "tally_collector", &error);
    TallyRawVerdict verdict;

    g_assert_no_error (error);
    for (int b = 0; b < n_acknowledged; b++) {
        g_autoptr(TallyTestFrames) batch = batch_of (b);
        size_t n_new = 1;

        g_assert_true (tally_db_script (db, "BEGIN", NULL));
        tally_raw_store_append_batch (db, batch->frames, batch->n, &n_new, &error);
        g_assert_no_error (error);
        g_assert_true (tally_db_script (db, "ROLLBACK", NULL));
        g_assert_cmpuint (n_new, ==, 0);
    }
    tally_raw_store_verify (db, &verdict, &error);
    g_assert_no_error (error);
    g_assert_true (verdict.is_intact);
    /* No frame twice; the batch after the last acknowledged one may be there. */
    g_assert_cmpint (verdict.n_frames, >=, (int64_t) n_acknowledged * BATCH);
    g_assert_cmpint (verdict.n_frames, <=, (int64_t) (n_acknowledged + 1) * BATCH);
    g_assert_cmpint (verdict.n_frames % BATCH, ==, 0);
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
    ingest.conninfo = g_strdup (tally_cluster_get_conninfo (cluster));
    thread = g_thread_new ("ingest", ingest_in_thread, &ingest);
    for (int run = 0; run < n_runs; run++)
        kill_once (cluster, &ingest);
    g_atomic_int_set (&ingest.is_ending, 1);
    g_thread_join (thread);
    g_assert_cmpint (ingest.n_breaks, >=, n_runs);

    check_all_there (ingest.conninfo, ingest.n_acknowledged);
    tally_test_cluster_check (ingest.conninfo);
    tally_cluster_stop (cluster, &error);
    g_assert_no_error (error);
    g_free (ingest.conninfo);
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
