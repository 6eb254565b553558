// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: the speed of durable ingest through the product (pack, check, hash, chain, store) beside
 * bare binary COPY of the very same rows into the very same table. Prints one JSON line.
 * TALLY_BENCH_METERS sets the size, 1,000 without it; 30 days of quarter-hours each. */
#include "server/db/tally-cluster.h"
#include "server/db/tally-sql.h"
#include "server/raw/tally-raw-store.h"
#include "tests/bench/tally-bench-copy.h"
#include "tests/lib/tally-test-cluster.h"
#include "tests/lib/tally-test-frames.h"

#define DISTRICT 7
#define FIRST_DAY 20513 /* 2026-03-01 */
#define N_DAYS 30
#define BATCH 5000 /* frames a transaction */

static TallyDb *
open_as (TallyCluster *cluster, const char *user)
{
    g_autoptr(GError) error = NULL;
    TallyDb *db = tally_db_open_as (tally_cluster_get_conninfo (cluster), user, &error);

    g_assert_no_error (error);
    return db;
}

static void
script (TallyDb *db, const char *sql)
{
    g_autoptr(GError) error = NULL;

    tally_db_script (db, sql, &error);
    g_assert_no_error (error);
}

static gboolean
append (TallyDb *db, gpointer user_data, GError **error)
{
    const TallyTestFrames *batch = user_data;
    size_t n_new;

    return tally_raw_store_append_batch (db, batch->frames, batch->n, &n_new, error)
           && n_new == batch->n;
}

/* Gives the microseconds from values in memory to the last COMMIT. */
static gint64
ingest (TallyDb *db, size_t n_meters)
{
    gint64 start = g_get_monotonic_time ();
    g_autoptr(GError) error = NULL;

    tally_raw_store_make_months (db, (TallyDays){ { FIRST_DAY }, { FIRST_DAY + N_DAYS } }, &error);
    g_assert_no_error (error);
    for (int day = FIRST_DAY; day < FIRST_DAY + N_DAYS; day++) {
        for (size_t first = 0; first < n_meters; first += BATCH) {
            size_t n = MIN (BATCH, n_meters - first);
            g_autoptr(TallyTestFrames)
                           batch = tally_test_frames_make (DISTRICT, day, 1 + (int64_t) first, n);

            tally_db_transact (db, TALLY_ISOLATION_EACH_STATEMENT, append, batch, &error);
            g_assert_no_error (error);
        }
    }
    return g_get_monotonic_time () - start;
}

static void
empty (TallyDb *owner)
{
    script (owner, "TRUNCATE raw.frame");
    script (owner, "CHECKPOINT");
}

static void
measure (TallyCluster *cluster, size_t n_meters)
{
    g_autoptr(TallyDb) collector = open_as (cluster, "tally_collector");
    g_autoptr(TallyDb) owner = open_as (cluster, "postgres");
    double n_readings = (double) n_meters * N_DAYS * TALLY_TEST_INTERVALS;
    g_autoptr(GPtrArray) pieces = NULL;
    gint64 ours_us;
    gint64 limit_us;

    /* Once unmeasured: it makes the rows to copy, and the WAL files both will write over. */
    ingest (collector, n_meters);
    pieces = tally_bench_keep_rows (owner);
    empty (owner);
    ours_us = ingest (collector, n_meters);
    g_assert_cmpint (tally_bench_rows_stored (owner), ==, (gint64) n_meters * N_DAYS);
    empty (owner);
    limit_us = tally_bench_copy_bare (collector, pieces);
    g_assert_cmpint (tally_bench_rows_stored (owner), ==, (gint64) n_meters * N_DAYS);

    g_print ("{\"bench\": \"ingest-blocks\", \"meters\": %zu, \"days\": %d, \"readings\": %.0f, "
             "\"ours\": %.0f, \"limit\": %.0f, \"unit\": \"readings/s\", \"ratio\": %.2f, "
             "\"reach\": 0.5}\n",
             n_meters, N_DAYS, n_readings, n_readings * 1e6 / (double) ours_us,
             n_readings * 1e6 / (double) limit_us, (double) limit_us / (double) ours_us);
}

int
main (void)
{
    const char *meters = g_getenv ("TALLY_BENCH_METERS");
    size_t n_meters = meters != NULL ? (size_t) g_ascii_strtoull (meters, NULL, 10) : 1000;
    char *dir = tally_test_cluster_dir_new ();
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyCluster) cluster = NULL;

    g_assert_cmpuint (n_meters, >, 0);
    cluster = tally_cluster_start (dir, &error);
    g_assert_no_error (error);
    measure (cluster, n_meters);
    tally_cluster_stop (cluster, &error);
    g_assert_no_error (error);
    tally_test_cluster_dir_remove (dir);
    return 0;
}
