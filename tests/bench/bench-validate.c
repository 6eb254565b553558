// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: the time to validate and estimate a month of quarter-hours from its raw frames, beside
 * COPY OUT of the same frames in the same PostgreSQL, and how it grows with twice the meters; then
 * to keep statistics and balances when one day in a hundred changed, beside computing all of them.
 * One day in fifty of a meter is lost, so that estimates are made. Prints a JSON line each; the
 * processor seconds are those of this program and of the database. TALLY_BENCH_METERS sets the
 * size; 1,000 without it. */
#include "server/db/tally-sql.h"
#include "server/energy/tally-energy-step.h"
#include "tests/lib/tally-test-db.h"
#include "tests/lib/tally-test-frames.h"
#include "tests/lib/tally-test-utility.h"

#include <malloc.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define DEFAULT_METERS 1000
#define DISTRICT 1

/* September 2026: closed by now. */
#define FIRST 20697
#define N_DAYS 30
#define LOST_OF 50

/* The database's processes are counted once they are over. */
#define BACKENDS_END_US 300000

/* How many times the limit may be missed. */
#define LIMIT 3

/* How much twice the meters may cost. */
#define GROWTH_LIMIT 2.1

typedef struct {
    TallyTestDb *base;
    size_t n_meters;
    int postmaster; /* process of the database */
} Bench;

typedef struct {
    double seconds;
    double cpu_seconds;
} Cost;

static double
seconds_since (int64_t began)
{
    return (double) (g_get_monotonic_time () - began) / G_USEC_PER_SEC;
}

/* The nth number after a process's name in its stat, from 1. */
static int64_t
stat_of (int process, int nth)
{
    g_autofree char *name = g_strdup_printf ("/proc/%d/stat", process);
    g_autofree char *text = NULL;
    g_auto(GStrv) parts = NULL;

    if (!g_file_get_contents (name, &text, NULL, NULL))
        return 0;
    parts = g_strsplit (strrchr (text, ')') + 3, " ", -1); /* the state follows */
    return g_ascii_strtoll (parts[nth], NULL, 10);
}

/* Of this program and the ended processes of the database: what other programs of the machine take
 * does not count. */
static double
cpu_seconds (const Bench *bench)
{
    struct rusage usage;
    int64_t ticks;

    g_usleep (BACKENDS_END_US);
    ticks = stat_of (bench->postmaster, 13) + stat_of (bench->postmaster, 14);
    getrusage (RUSAGE_SELF, &usage);
    return (double) usage.ru_utime.tv_sec + (double) usage.ru_utime.tv_usec / 1e6
           + (double) usage.ru_stime.tv_sec + (double) usage.ru_stime.tv_usec / 1e6
           + (double) ticks / (double) sysconf (_SC_CLK_TCK);
}

/* VmRSS or VmHWM: what this program holds, and the most it held since forget_peak(). */
static double
memory_mb (const char *what)
{
    g_autofree char *text = NULL;
    const char *line;

    g_assert_true (g_file_get_contents ("/proc/self/status", &text, NULL, NULL));
    line = strstr (text, what);
    g_assert_nonnull (line);
    return (double) g_ascii_strtoll (line + strlen (what) + 1, NULL, 10) / 1024;
}

static void
forget_peak (void)
{
    FILE *file;

    malloc_trim (0);
    file = fopen ("/proc/self/clear_refs", "w");
    g_assert_nonnull (file);
    g_assert_cmpint (fputs ("5", file), >=, 0);
    g_assert_cmpint (fclose (file), ==, 0);
}

static void
load_master (Bench *bench)
{
    g_autofree char *sql = g_strdup_printf (
        "INSERT INTO ref.district VALUES (%d, 'D', 'District', 'Asia/Shanghai', 'CNY', 2);"
        "INSERT INTO ref.node VALUES (1, NULL, %d, 'district', 'N', 'District', 110000);"
        "INSERT INTO ref.gateway VALUES (%d, 1, 'G', 'localhost', 502, 'tcp');"
        "INSERT INTO ref.point (district_id, point_id, code, name, kind, node_id, schedule, "
        "capacity_w,"
        " channels, valid_from) SELECT %d, i, 'P' || i, 'Point ' || i, 'community', 1, 'community',"
        " 20000, '{1}', '2026-01-01' FROM generate_series (1, %zu) i;"
        "INSERT INTO ref.meter SELECT %d, i, 'M' || i, 'sdm630', 9, 10000"
        " FROM generate_series (1, %zu) i;"
        "INSERT INTO ref.installation (district_id, point_id, meter_id, role, valid_from, "
        "gateway_id,"
        " unit_id, first_register_wh) SELECT %d, i, i, 'main', '2026-01-01', 1, 1, 0"
        " FROM generate_series (1, %zu) i;"
        "SELECT work.make_partitions ('2026-08-01', '2026-12-01')",
        DISTRICT, DISTRICT, DISTRICT, DISTRICT, bench->n_meters, DISTRICT, bench->n_meters,
        DISTRICT, bench->n_meters);

    tally_test_db_script (bench->base, sql);
}

static gboolean
append (TallyDb *db, gpointer user_data, GError **error)
{
    TallyTestFrames *frames = user_data;
    size_t n_new;

    return tally_raw_store_append_batch (db, frames->frames, frames->n, &n_new, error);
}

/* A frame a meter and day, one in fifty never arrives. */
static void
load_frames (Bench *bench)
{
    g_autoptr(TallyDb) db = tally_test_db_open_as (bench->base, "tally_collector");
    g_autoptr(GError) error = NULL;

    for (int32_t day = FIRST - 1; day < FIRST + N_DAYS; day++) {
        g_autoptr(TallyTestFrames)
                       frames = tally_test_frames_make (DISTRICT, day, 1, bench->n_meters);
        size_t kept = 0;

        for (size_t i = 0; i < frames->n; i++) {
            if ((i + (size_t) day * 7) % LOST_OF != 0)
                frames->frames[kept++] = frames->frames[i];
        }
        frames->n = kept;
        tally_db_transact (db, TALLY_ISOLATION_EACH_STATEMENT, append, frames, &error);
        g_assert_no_error (error);
    }
    tally_test_db_script (bench->base, "VACUUM ANALYZE raw.frame");
}

/* The least that must be done: the same frames, out of the database. */
static double
copy_once (Bench *bench, const char *sql)
{
    g_autoptr(TallyDb) db = tally_test_db_open_as (bench->base, "postgres");
    PGconn *connection = tally_db_get_conn (db);
    int64_t began = g_get_monotonic_time ();
    g_autoptr(PGresult) begun = PQexec (connection, sql);
    g_autoptr(PGresult) ended = NULL;
    char *row = NULL;

    g_assert_cmpint (PQresultStatus (begun), ==, PGRES_COPY_OUT);
    while (PQgetCopyData (connection, &row, 0) > 0)
        PQfreemem (row);
    ended = PQgetResult (connection);
    g_assert_cmpint (PQresultStatus (ended), ==, PGRES_COMMAND_OK);
    PQclear (PQgetResult (connection));
    return seconds_since (began);
}

#define RAW                                                                                   \
    "COPY (SELECT district_id, day, seq, point_id, meter_id, channel, kind,"                  \
    " source, first_at, interval_s, n, exponent, payload, flags, origin, received_at, digest" \
    " FROM raw.frame ORDER BY point_id, channel, day, seq) TO STDOUT (FORMAT binary)"

static Cost
copy_out (Bench *bench)
{
    double cpu = cpu_seconds (bench);
    Cost cost = { .seconds = copy_once (bench, RAW) };

    cost.cpu_seconds = cpu_seconds (bench) - cpu;
    return cost;
}

static Cost
validate (Bench *bench, TallyValidateResult *result)
{
    TallyValidateOrder order = { .district_id = DISTRICT,
                                 .days = { { FIRST }, { FIRST + N_DAYS } },
                                 .now = (int64_t) (FIRST + N_DAYS + 5) * 86400 };
    double cpu = cpu_seconds (bench);
    int64_t began = g_get_monotonic_time ();
    Cost cost;
    g_autoptr(GError) error = NULL;

    tally_validate_step_run (tally_test_db_conninfo (bench->base), &order, result, &error);
    g_assert_no_error (error);
    cost.seconds = seconds_since (began);
    cost.cpu_seconds = cpu_seconds (bench) - cpu;
    return cost;
}

static double
balance (Bench *bench, gboolean is_full, TallyEnergyResult *result)
{
    TallyEnergyOrder order = { .days = { { FIRST }, { FIRST + N_DAYS } },
                               .now = INT32_MAX,
                               .is_full = is_full };
    int64_t began = g_get_monotonic_time ();
    g_autoptr(GError) error = NULL;

    tally_energy_step_run (tally_test_db_conninfo (bench->base), &order, result, &error);
    g_assert_no_error (error);
    return seconds_since (began);
}

/* Returns: what the first run took. @half: of half the meters; nothing for the first size. */
static Cost
bench_validate (Bench *bench, Cost half)
{
    TallyValidateResult first;
    TallyValidateResult again;
    Cost limit = copy_out (bench);
    double held;
    double peak;
    Cost took;
    Cost repeated;
    Cost other;

    forget_peak ();
    held = memory_mb ("VmRSS");
    took = validate (bench, &first);
    peak = memory_mb ("VmHWM") - held;
    repeated = validate (bench, &again);
    g_assert_cmpint (again.n_written, ==, 0);
    other = copy_out (bench);
    limit.seconds = MIN (limit.seconds, other.seconds);
    limit.cpu_seconds = MIN (limit.cpu_seconds, other.cpu_seconds);
    g_print ("{\"bench\": \"validate-estimate\", \"meters\": %zu, \"days\": %d, \"new_versions\": "
             "%" G_GINT64_FORMAT ", \"exceptions\": %" G_GINT64_FORMAT ", \"seconds\": %.3f, "
             "\"cpu_seconds\": %.2f, \"seconds_nothing_new\": %.3f, \"copy_out_seconds\": %.3f, "
             "\"copy_out_cpu_seconds\": %.2f, \"ratio\": %.2f, \"ratio_cpu\": %.2f, "
             "\"ratio_nothing_new\": %.2f, \"reach\": %d, \"memory_mb\": %.1f",
             bench->n_meters, N_DAYS, first.n_written, first.n_exceptions, took.seconds,
             took.cpu_seconds, repeated.seconds, limit.seconds, limit.cpu_seconds,
             took.seconds / limit.seconds, took.cpu_seconds / limit.cpu_seconds,
             repeated.seconds / limit.seconds, LIMIT, peak);
    if (half.seconds > 0)
        g_print (", \"growth\": %.2f, \"growth_cpu\": %.2f, \"growth_reach\": %.1f",
                 took.seconds / half.seconds, took.cpu_seconds / half.cpu_seconds, GROWTH_LIMIT);
    g_print ("}\n");
    return took;
}

static void
bench_statistics (Bench *bench)
{
    g_autoptr(TallyDb) settle = tally_test_db_open_as (bench->base, "tally_settle");
    TallyEnergyResult all;
    TallyEnergyResult none;
    TallyEnergyResult some;
    double full = balance (bench, TRUE, &all);
    double nothing = balance (bench, FALSE, &none);
    double changed;

    /* One day in a hundred: of one meter in a hundred on each of three days. */
    for (size_t i = 1; i <= bench->n_meters; i += 100) {
        for (int32_t day = FIRST + 10; day < FIRST + 13; day++)
            tally_test_utility_add_block (settle, DISTRICT, (int64_t) i, (TallyDay){ day }, 2, 100,
                                          TALLY_QUALITY_EDITED);
    }
    changed = balance (bench, FALSE, &some);
    g_assert_cmpint (none.n_days, ==, 0);
    g_assert_cmpint (some.n_days, ==, 3 * (int64_t) ((bench->n_meters + 99) / 100));
    g_print ("{\"bench\": \"statistics\", \"meters\": %zu, \"days\": %d, \"full_seconds\": %.3f, "
             "\"full_days\": %" G_GINT64_FORMAT ", \"changed_seconds\": %.3f, \"changed_days\": "
             "%" G_GINT64_FORMAT ", \"nothing_seconds\": %.3f, \"ratio\": %.3f}\n",
             bench->n_meters, N_DAYS, full, all.n_days, changed, some.n_days, nothing,
             changed / full);
}

/* The process that all of the database's processes are children of. */
static int
find_postmaster (Bench *bench)
{
    g_autoptr(TallyDb) db = tally_test_db_open_as (bench->base, "postgres");

    return (int) stat_of (PQbackendPID (tally_db_get_conn (db)), 1);
}

static Cost
bench_size (size_t n_meters, Cost half)
{
    Bench bench = { .base = tally_test_db_new (), .n_meters = n_meters };
    Cost took;

    bench.postmaster = find_postmaster (&bench);
    load_master (&bench);
    load_frames (&bench);
    took = bench_validate (&bench, half);
    if (half.seconds == 0)
        bench_statistics (&bench);
    tally_test_db_free (bench.base);
    return took;
}

int
main (void)
{
    const char *wanted = g_getenv ("TALLY_BENCH_METERS");
    size_t n_meters = wanted != NULL ? g_ascii_strtoull (wanted, NULL, 10) : DEFAULT_METERS;
    Cost took = bench_size (n_meters, (Cost){ 0 });

    bench_size (2 * n_meters, took);
    return 0;
}
