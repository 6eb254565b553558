// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: the speed of importing files end to end (read, check, find points, pack, hash, chain, keep
 * the file too) beside reading the file and bare binary COPY of the rows it becomes, in a durable
 * PostgreSQL. A month of quarter-hours as NEM12 and as CSV, at one size and twice that; prints a
 * JSON line each. TALLY_BENCH_METERS points, 100 without it. */
#include "server/db/tally-cluster.h"
#include "server/db/tally-sql.h"
#include "server/raw/tally-raw-file.h"
#include "tests/bench/tally-bench-copy.h"
#include "tests/bench/tally-scale-load.h"
#include "tests/lib/tally-test-cluster.h"

#include <glib/gstdio.h>

#define FIRST_DAY 20666 /* 2026-08-01 */
#define N_DAYS 30
#define N_INTERVALS 96

typedef struct {
    TallyCluster *cluster;
    TallyDb *owner;
    TallyDb *collector;
    char *path;
} Bench;

static void
script (TallyDb *db, const char *sql)
{
    g_autoptr(GError) error = NULL;

    tally_db_script (db, sql, &error);
    g_assert_no_error (error);
}

static TallyDb *
open_as (const Bench *bench, const char *user)
{
    g_autoptr(GError) error = NULL;
    TallyDb *db = tally_db_open_as (tally_cluster_get_conninfo (bench->cluster), user, &error);

    g_assert_no_error (error);
    return db;
}

/* Wh of an interval: no two days are the same, and every value has its own length. */
static int
value_of (size_t point, int day, int i)
{
    return (int) ((point * 7919 + (size_t) day * 104729 + (size_t) i * i * 31) % 2500);
}

static void
write_nem12 (GString *text, size_t n_points)
{
    char iso[TALLY_DAY_TEXT];

    g_string_append (text, "100,NEM12,202609010000,MDP,GT\n");
    for (size_t p = 1; p <= n_points; p++) {
        g_string_append_printf (text, "200,P%07zu,E1,E1,E1,,M%zu,Wh,15,\n", p, p);
        for (int d = 0; d < N_DAYS; d++) {
            tally_day_format ((TallyDay){ FIRST_DAY + d }, iso);
            g_string_append_printf (text, "300,%.4s%.2s%.2s", iso, iso + 5, iso + 8);
            for (int i = 0; i < N_INTERVALS; i++)
                g_string_append_printf (text, ",%d", value_of (p, d, i));
            g_string_append (text, ",A,,,20260901000000,\n");
        }
    }
    g_string_append (text, "900\n");
}

static void
write_csv (GString *text, size_t n_points)
{
    char iso[TALLY_DAY_TEXT];

    g_string_append (text, "point,channel,start,interval_s,value,quality\n");
    for (size_t p = 1; p <= n_points; p++) {
        for (int d = 0; d < N_DAYS; d++) {
            tally_day_format ((TallyDay){ FIRST_DAY + d }, iso);
            for (int i = 0; i < N_INTERVALS; i++)
                g_string_append_printf (text, "P%07zu,A+,%sT%02d:%02d:00+08:00,900,%d,A\n", p, iso,
                                        i / 4, i % 4 * 15, value_of (p, d, i));
        }
    }
}

static gint64
import (const Bench *bench)
{
    const TallyFileHow how = { TALLY_FILE_AUTO, FALSE, NULL };
    gint64 began = g_get_monotonic_time ();
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyRawFile) file = tally_raw_file_step (bench->collector, bench->path, &how,
                                                         "bench", &error);

    g_assert_no_error (error);
    g_assert_cmpstr (tally_raw_file_state (file), ==, "imported");
    return g_get_monotonic_time () - began;
}

/* Every byte is looked at, or the kernel would not fetch it. */
static gint64
read_file (const Bench *bench)
{
    gint64 began = g_get_monotonic_time ();
    g_autofree char *text = NULL;
    g_autoptr(GError) error = NULL;
    gsize length;

    g_file_get_contents (bench->path, &text, &length, &error);
    g_assert_no_error (error);
    return g_get_monotonic_time () - began;
}

static void
empty (const Bench *bench)
{
    script (bench->owner, "TRUNCATE raw.frame, collect.file, collect.import, collect.progress");
    script (bench->owner, "CHECKPOINT");
}

static void
measure (const Bench *bench,
         const char *format,
         void (*write) (GString *text, size_t n_points),
         size_t n_points)
{
    g_autoptr(GString) text = g_string_new (NULL);
    g_autoptr(GPtrArray) pieces = NULL;
    g_autoptr(GError) error = NULL;
    double n_readings = (double) n_points * N_DAYS * N_INTERVALS;
    gint64 ours_us;
    gint64 limit_us;

    write (text, n_points);
    g_file_set_contents (bench->path, text->str, (gssize) text->len, &error);
    g_assert_no_error (error);
    /* Once unmeasured: it makes the rows to copy, and the WAL files both will write over. */
    import (bench);
    pieces = tally_bench_keep_rows (bench->owner);
    empty (bench);
    ours_us = import (bench);
    g_assert_cmpint (tally_bench_rows_stored (bench->owner), ==, (gint64) n_points * N_DAYS);
    empty (bench);
    limit_us = read_file (bench) + tally_bench_copy_bare (bench->collector, pieces);
    g_assert_cmpint (tally_bench_rows_stored (bench->owner), ==, (gint64) n_points * N_DAYS);
    empty (bench);
    g_print ("{\"bench\": \"import-%s\", \"points\": %zu, \"days\": %d, \"readings\": %.0f, "
             "\"mb\": %.1f, \"ours\": %.0f, \"limit\": %.0f, \"unit\": \"readings/s\", "
             "\"ratio\": %.2f, \"reach\": 0.3}\n",
             format, n_points, N_DAYS, n_readings, (double) text->len / 1e6,
             n_readings * 1e6 / (double) ours_us, n_readings * 1e6 / (double) limit_us,
             (double) limit_us / (double) ours_us);
}

int
main (void)
{
    const char *meters = g_getenv ("TALLY_BENCH_METERS");
    size_t n = meters != NULL ? (size_t) g_ascii_strtoull (meters, NULL, 10) : 100;
    char *dir = tally_test_cluster_dir_new ();
    const TallyScale scale = { 2 * n, 1, { { FIRST_DAY }, { FIRST_DAY + N_DAYS } } };
    g_autofree char *master = tally_scale_master_sql (&scale);
    g_autoptr(GError) error = NULL;
    Bench bench = { .path = g_strconcat (dir, ".import", NULL) };

    g_assert_cmpuint (n, >, 0);
    bench.cluster = tally_cluster_start (dir, &error);
    g_assert_no_error (error);
    bench.owner = open_as (&bench, "postgres");
    bench.collector = open_as (&bench, "tally_collector");
    script (bench.owner, master);
    script (bench.owner, "ANALYZE");
    for (size_t times = 1; times <= 2; times++) {
        measure (&bench, "nem12", write_nem12, times * n);
        measure (&bench, "csv", write_csv, times * n);
    }
    g_clear_object (&bench.owner);
    g_clear_object (&bench.collector);
    tally_cluster_stop (bench.cluster, &error);
    g_assert_no_error (error);
    g_clear_object (&bench.cluster);
    g_unlink (bench.path);
    g_free (bench.path);
    tally_test_cluster_dir_remove (dir);
    return 0;
}
