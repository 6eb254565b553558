// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: a whole utility's quarter-hours over a quarter of a year, through the product itself: raw
 * frames, validated days, statistics and balances, in a durable PostgreSQL of its own. Prints a
 * JSON line each for the time of loading, the size on disk, and the questions that the client's
 * Collection page asks.
 *
 * TALLY_BENCH_METERS points (1,000 without it; 100,000 is the size that figures speak of, about
 * 12 GB), TALLY_BENCH_DAYS days (92) from TALLY_BENCH_FIRST on (2026-08-01). With
 * TALLY_BENCH_DIR=DIR the cluster stays there afterwards, and a run that finds one only asks.
 */
#include "server/db/tally-cluster.h"
#include "server/db/tally-sql.h"
#include "server/energy/tally-energy-step.h"
#include "tests/bench/tally-scale-load.h"
#include "tests/lib/tally-test-cluster.h"

#include <sys/resource.h>

#define FIRST_DAY "2026-08-01" /* 92 days later is 2026-11-01 */
#define BATCH 5000             /* frames a transaction */
#define REPEATS 5
#define LIMIT_BYTES 8
#define LIMIT_MS 300

typedef struct {
    TallyScale scale;
    TallyCluster *cluster;
    TallyDb *owner;
} Bench;

static double
seconds_since (gint64 began)
{
    return (double) (g_get_monotonic_time () - began) / G_USEC_PER_SEC;
}

static size_t
wanted (const char *variable, size_t otherwise)
{
    const char *text = g_getenv (variable);

    return text != NULL ? (size_t) g_ascii_strtoull (text, NULL, 10) : otherwise;
}

static TallyDb *
open_as (const Bench *bench, const char *user)
{
    g_autoptr(GError) error = NULL;
    TallyDb *db = tally_db_open_as (tally_cluster_get_conninfo (bench->cluster), user, &error);

    g_assert_no_error (error);
    return db;
}

static void
script (const Bench *bench, const char *sql)
{
    g_autoptr(GError) error = NULL;

    tally_db_script (bench->owner, sql, &error);
    g_assert_no_error (error);
}

static gint64
ask_number (const Bench *bench, const char *sql)
{
    g_autoptr(PGresult) rows = PQexec (tally_db_get_conn (bench->owner), sql);

    g_assert_cmpint (PQresultStatus (rows), ==, PGRES_TUPLES_OK);
    return g_ascii_strtoll (PQgetvalue (rows, 0, 0), NULL, 10);
}

static gboolean
append (TallyDb *db, gpointer user_data, GError **error)
{
    const TallyTestFrames *batch = user_data;
    size_t n_new;

    return tally_raw_store_append_batch (db, batch->frames, batch->n, &n_new, error);
}

/* Returns: seconds in the product; making the values is the outside world's time. */
static double
ingest_day (TallyDb *db, const TallyScale *scale, int32_t district_id, int32_t day)
{
    size_t n = tally_scale_per_district (scale);
    double took = 0;

    for (size_t first = 0; first < n; first += BATCH) {
        g_autoptr(TallyTestFrames) batch = tally_scale_frames (district_id, day, (int64_t) first,
                                                                MIN (BATCH, n - first));
        g_autoptr(GError) error = NULL;
        gint64 began = g_get_monotonic_time ();

        tally_db_transact (db, TALLY_ISOLATION_EACH_STATEMENT, append, batch, &error);
        g_assert_no_error (error);
        took += seconds_since (began);
    }
    return took;
}

static double
ingest (const Bench *bench)
{
    g_autoptr(TallyDb) db = open_as (bench, "tally_collector");
    double took = 0;

    for (int32_t day = bench->scale.days.first.number; day < bench->scale.days.end.number; day++) {
        for (int32_t district = 1; district <= bench->scale.n_districts; district++)
            took += ingest_day (db, &bench->scale, district, day);
    }
    return took;
}

static TallyDay
first_day (void)
{
    const char *text = g_getenv ("TALLY_BENCH_FIRST");
    g_autoptr(GError) error = NULL;
    TallyDay day;

    tally_day_parse (text != NULL ? text : FIRST_DAY, &day, &error);
    g_assert_no_error (error);
    return day;
}

/* Month by month, as a utility that begins with its history would. */
static void
work_out (const Bench *bench, double *validate_s, double *energy_s)
{
    const char *conninfo = tally_cluster_get_conninfo (bench->cluster);
    int64_t now = (int64_t) (bench->scale.days.end.number + 5) * 86400;
    TallyDays month = bench->scale.days;
    g_autoptr(GError) error = NULL;

    for (; month.first.number < bench->scale.days.end.number;
         month.first.number = month.end.number) {
        TallyValidateOrder order = { .district_id = -1, .now = now };
        TallyEnergyOrder sums = { .now = now, .is_full = TRUE };
        TallyValidateResult validated;
        TallyEnergyResult summed;
        gint64 began = g_get_monotonic_time ();

        month.end.number = MIN (tally_day_next_month (month.first).number,
                                bench->scale.days.end.number);
        order.days = sums.days = month;
        tally_validate_step_run (conninfo, &order, &validated, &error);
        g_assert_no_error (error);
        *validate_s += seconds_since (began);
        began = g_get_monotonic_time ();
        tally_energy_step_run (conninfo, &sums, &summed, &error);
        g_assert_no_error (error);
        *energy_s += seconds_since (began);
    }
}

static void
load (const Bench *bench)
{
    g_autofree char *master = tally_scale_master_sql (&bench->scale);
    g_autofree char *attempts = tally_scale_attempts_sql (bench->scale.days);
    gint64 began = g_get_monotonic_time ();
    double ingest_s;
    double validate_s = 0;
    double energy_s = 0;

    script (bench, master);
    script (bench, "ANALYZE");
    ingest_s = ingest (bench);
    work_out (bench, &validate_s, &energy_s);
    script (bench, attempts);
    script (bench, "VACUUM ANALYZE");
    g_print ("{\"bench\": \"scale-load\", \"points\": %zu, \"days\": %d, \"readings\": %.0f, "
             "\"ingest_seconds\": %.1f, \"validate_seconds\": %.1f, \"energy_seconds\": %.1f, "
             "\"all_seconds\": %.1f}\n",
             bench->scale.n_points, tally_days_count (bench->scale.days),
             (double) bench->scale.n_points * tally_days_count (bench->scale.days)
                 * TALLY_TEST_INTERVALS,
             ingest_s, validate_s, energy_s, seconds_since (began));
}

#define SIZE_OF(FUNCTION, TABLE)                                                              \
    "SELECT coalesce (sum (" FUNCTION " (relid)), 0)::bigint FROM pg_partition_tree ('" TABLE \
    "') WHERE isleaf"

static void
show_size (const Bench *bench)
{
    gint64 raw = ask_number (bench, SIZE_OF ("pg_table_size", "raw.frame"));
    gint64 raw_index = ask_number (bench, SIZE_OF ("pg_indexes_size", "raw.frame"));
    gint64 valid = ask_number (bench, SIZE_OF ("pg_table_size", "validate.block"));
    gint64 valid_index = ask_number (bench, SIZE_OF ("pg_indexes_size", "validate.block"));
    gint64 energy = ask_number (bench, SIZE_OF ("pg_total_relation_size", "energy.day"));
    gint64 all = ask_number (bench, "SELECT pg_database_size (current_database ())");
    gint64 n = ask_number (bench, "SELECT coalesce (sum (n), 0) FROM validate.block");
    double bytes = (double) (raw + raw_index + valid + valid_index) / (double) n;

    g_print ("{\"bench\": \"scale-size\", \"points\": %zu, \"readings\": %" G_GINT64_FORMAT
             ", \"raw_mb\": %.0f, \"raw_index_mb\": %.0f, \"validated_mb\": %.0f, "
             "\"validated_index_mb\": %.0f, \"statistics_mb\": %.0f, \"database_mb\": %.0f, "
             "\"bytes_per_reading\": %.2f, \"reach\": %d}\n",
             bench->scale.n_points, n, (double) raw / 1e6, (double) raw_index / 1e6,
             (double) valid / 1e6, (double) valid_index / 1e6, (double) energy / 1e6,
             (double) all / 1e6, bytes, LIMIT_BYTES);
}

typedef struct {
    const char *name;
    size_t n_values;
    const char *values[3];
    int n_rows;
} Question;

static gboolean
put_question (TallyDb *db, gpointer user_data, GError **error)
{
    Question *question = user_data;
    TallyScope scope = { .role = "tally_supervisor" };
    g_autoptr(PGresult) rows = NULL;

    if (!tally_db_set_scope (db, &scope, error))
        return FALSE;
    rows = tally_db_run (db, question->name, question->n_values, question->values, error);
    question->n_rows = rows != NULL ? PQntuples (rows) : 0;
    return rows != NULL;
}

/* As the API does: a transaction a question, its statement prepared once. */
static void
time_question (TallyDb *db, Question *question)
{
    double first_ms = 0;
    double worst_ms = 0;
    double best_ms = G_MAXDOUBLE;

    for (int i = 0; i < REPEATS; i++) {
        g_autoptr(GError) error = NULL;
        gint64 began = g_get_monotonic_time ();
        double took_ms;

        tally_db_transact (db, TALLY_ISOLATION_ONE_VIEW, put_question, question, &error);
        g_assert_no_error (error);
        took_ms = seconds_since (began) * 1000;
        first_ms = i == 0 ? took_ms : first_ms;
        worst_ms = i > 0 ? MAX (worst_ms, took_ms) : 0;
        best_ms = MIN (best_ms, took_ms);
    }
    g_print ("{\"bench\": \"scale-page\", \"query\": \"%s\", \"rows\": %d, \"first_ms\": %.0f, "
             "\"best_ms\": %.0f, \"worst_ms\": %.0f, \"reach\": %d}\n",
             question->name, question->n_rows, first_ms, best_ms, worst_ms, LIMIT_MS);
}

static void
show_page (const Bench *bench)
{
    g_autoptr(TallyDb) db = open_as (bench, "tally_api");
    TallyDay last = { bench->scale.days.end.number - 1 };
    char day[TALLY_DAY_TEXT];
    Question questions[] = {
        { .name = "publish/api-summary", .n_values = 2, .values = { day, NULL } },
        { .name = "publish/api-collection-regions", .n_values = 2, .values = { day, NULL } },
        { .name = "publish/api-collection-regions", .n_values = 2, .values = { day, "100000" } },
        { .name = "publish/api-collection-reasons", .n_values = 2, .values = { day, NULL } },
        { .name = "publish/api-heat", .n_values = 3, .values = { day, NULL, "0" } },
        { .name = "publish/api-heat", .n_values = 3, .values = { day, "100001", "1" } },
        { .name = "publish/api-failing", .n_values = 2, .values = { day, NULL } },
    };

    tally_day_format (last, day);
    for (size_t i = 0; i < G_N_ELEMENTS (questions); i++)
        time_question (db, &questions[i]);
}

int
main (void)
{
    const char *kept = g_getenv ("TALLY_BENCH_DIR");
    char *dir = kept != NULL ? g_strdup (kept) : tally_test_cluster_dir_new ();
    g_autoptr(GError) error = NULL;
    Bench bench = { .scale = { wanted ("TALLY_BENCH_METERS", 1000), 10, { first_day (), { 0 } } } };

    bench.scale.days.end.number = bench.scale.days.first.number
                                  + (int32_t) wanted ("TALLY_BENCH_DAYS", 92);
    bench.cluster = tally_cluster_start (dir, &error);
    g_assert_no_error (error);
    bench.owner = open_as (&bench, "postgres");
    if (ask_number (&bench, "SELECT count (*) FROM ref.district WHERE district_id > 0") == 0)
        load (&bench);
    show_size (&bench);
    show_page (&bench);
    g_clear_object (&bench.owner);
    tally_cluster_stop (bench.cluster, &error);
    g_assert_no_error (error);
    g_clear_object (&bench.cluster);
    if (kept == NULL)
        tally_test_cluster_dir_remove (dir);
    else
        g_free (dir);
    return 0;
}
