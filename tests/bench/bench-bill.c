// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: the time of a bill run (TOU, tiers, demand, tax; a month of quarter-
 * hours; lines stored) beside the least it could take: COPY OUT of that month
 * and COPY IN of the same bill rows, in the same PostgreSQL; beside set-based
 * SQL on a row a reading, which must come to the same sum; and beside itself
 * with two workers and with twice the meters. Prints one JSON line.
 * TALLY_BENCH_METERS sets the size; 1,000 without it. At 20,000 the rows of
 * the SQL take 6 GB and some minutes to make. */
#include "server/bill/tally-bill-step.h"
#include "server/db/tally-sql.h"
#include "tests/bench/tally-bench-narrow.h"
#include "tests/lib/tally-test-db.h"
#include "tests/lib/tally-test-utility.h"

#include <string.h>

#define DEFAULT_METERS 1000
#define ROUNDS 3

static const char document[] =
    "{\"format\": \"gridtally-tariff-v1\", \"id\": \"bench\", \"name\": {\"en\": \"Bench\"}, "
    "\"valid_from\": \"2026-01-01\", \"currency\": \"CNY\", \"time_zone\": \"Asia/Shanghai\", "
    "\"schedules\": [{\"id\": \"s\", \"bands\": [{\"id\": \"p\"}, {\"id\": \"f\"}, {\"id\": "
    "\"v\"}], \"rules\": [{\"spans\": ["
    "{\"from\": \"00:00\", \"to\": \"08:00\", \"band\": \"v\"},"
    "{\"from\": \"08:00\", \"to\": \"12:00\", \"band\": \"p\"},"
    "{\"from\": \"12:00\", \"to\": \"18:00\", \"band\": \"f\"},"
    "{\"from\": \"18:00\", \"to\": \"22:00\", \"band\": \"p\"},"
    "{\"from\": \"22:00\", \"to\": \"24:00\", \"band\": \"f\"}]}]}],"
    "\"components\": [{\"id\": \"fixed\", \"kind\": \"fixed\", \"rate\": \"12.00\"},"
    "{\"id\": \"energy\", \"kind\": \"energy\", \"schedule\": \"s\", \"rates\": ["
    "{\"bands\": [\"p\"], \"tiers\": [{\"up_to\": \"200\", \"rate\": \"0.568\"},"
    "{\"up_to\": \"400\", \"rate\": \"0.618\"}, {\"rate\": \"0.868\"}]},"
    "{\"bands\": [\"f\"], \"tiers\": [{\"up_to\": \"200\", \"rate\": \"0.468\"},"
    "{\"up_to\": \"400\", \"rate\": \"0.518\"}, {\"rate\": \"0.768\"}]},"
    "{\"bands\": [\"v\"], \"tiers\": [{\"up_to\": \"200\", \"rate\": \"0.288\"},"
    "{\"up_to\": \"400\", \"rate\": \"0.338\"}, {\"rate\": \"0.588\"}]}]},"
    "{\"id\": \"demand\", \"kind\": \"demand\", \"rate\": \"8.40\"},"
    "{\"id\": \"funds\", \"kind\": \"levy\", \"rate\": \"0.0291875\"},"
    "{\"id\": \"vat\", \"kind\": \"tax\", \"percent\": \"13\"}]}";

typedef struct {
    TallyTestDb *base;
    TallyDb *db; /* as postgres, for the limit */
    TallyDays period;
    int64_t n_meters;
} Bench;

/* That many meters more, under the tariff above. */
static void
load (Bench *bench, int32_t district_id)
{
    g_autoptr(TallyDb) owner = tally_test_db_open_as (bench->base, "tally_owner");
    g_autoptr(TallyDb) settle = tally_test_db_open_as (bench->base, "tally_settle");
    g_autofree char *sql = NULL;
    TallyTestUtility utility = { district_id, bench->n_meters, bench->period };

    tally_test_utility_load (owner, settle, &utility);
    sql = g_strdup_printf (
        "INSERT INTO ref.tariff SELECT 'bench', 1, 'Bench', '2026-01-01', NULL, $doc$%s$doc$, "
        "sha256 (convert_to ($doc$%s$doc$, 'UTF8')), 'a', 'b' ON CONFLICT DO NOTHING;"
        "UPDATE ref.agreement SET tariff_code = 'bench'; VACUUM ANALYZE",
        document, document);
    {
        g_auto(GStrv) statements = g_strsplit (sql, ";", -1);

        for (char **statement = statements; *statement != NULL; statement++)
            tally_test_db_script (bench->base, *statement);
    }
}

/* Milliseconds of a run with that many workers; every bill is made and stored. */
static double
run_ms (Bench *bench, guint n_workers, int64_t n_meters)
{
    g_autofree char *run_id = g_uuid_string_random ();
    TallyBillOrder order = { .conninfo = tally_test_db_conninfo (bench->base),
                             .run_id = run_id,
                             .period = bench->period,
                             .started_by = "bench",
                             .n_workers = n_workers };
    g_auto(TallyBillRun) run = { 0 };
    g_autoptr(GError) error = NULL;
    int64_t start;

    tally_test_db_script (bench->base, "TRUNCATE bill.bill, bill.line, bill.run, bill.unit");
    start = g_get_monotonic_time ();
    tally_bill_step_run (&order, &run, &error);
    g_assert_no_error (error);
    g_assert_cmpint (run.n_done, ==, n_meters);
    g_assert_cmpint (run.n_held, ==, 0);
    return (double) (g_get_monotonic_time () - start) / 1000;
}

static void
execute (Bench *bench, const char *sql)
{
    g_autoptr(GError) error = NULL;

    tally_db_script (bench->db, sql, &error);
    g_assert_no_error (error);
}

/* Takes all rows of a COPY TO, and keeps the bytes when asked. */
static GByteArray *
copy_out (Bench *bench, const char *sql, gboolean keeps)
{
    PGconn *conn = tally_db_get_conn (bench->db);
    g_autoptr(PGresult) begun = PQexec (conn, sql);
    g_autoptr(PGresult) ended = NULL;
    GByteArray *bytes = g_byte_array_new ();
    char *row = NULL;
    int length;

    g_assert_cmpint (PQresultStatus (begun), ==, PGRES_COPY_OUT);
    while ((length = PQgetCopyData (conn, &row, 0)) > 0) {
        if (keeps)
            g_byte_array_append (bytes, (const guint8 *) row, (guint) length);
        PQfreemem (row);
    }
    ended = PQgetResult (conn);
    g_assert_cmpint (PQresultStatus (ended), ==, PGRES_COMMAND_OK);
    PQclear (PQgetResult (conn));
    return bytes;
}

static void
copy_in (Bench *bench, const char *sql, const GByteArray *bytes)
{
    PGconn *conn = tally_db_get_conn (bench->db);
    g_autoptr(PGresult) begun = PQexec (conn, sql);
    g_autoptr(PGresult) ended = NULL;

    g_assert_cmpint (PQresultStatus (begun), ==, PGRES_COPY_IN);
    for (guint at = 0; at < bytes->len; at += 65536)
        g_assert_cmpint (PQputCopyData (conn, (const char *) bytes->data + at,
                                        (int) MIN (65536, bytes->len - at)),
                         ==, 1);
    g_assert_cmpint (PQputCopyEnd (conn, NULL), ==, 1);
    ended = PQgetResult (conn);
    g_assert_cmpint (PQresultStatus (ended), ==, PGRES_COMMAND_OK);
    PQclear (PQgetResult (conn));
}

#define MONTH_OUT                                                                                  \
    "COPY (SELECT point_id, channel, day, version, n, interval_s, exponent, payload, flags, sum, " \
    "digest FROM validate.block WHERE day >= '2026-09-01' AND day < '2026-10-01' ORDER BY "        \
    "point_id, "                                                                                   \
    "channel, day, version) TO STDOUT (FORMAT binary)"

/* Milliseconds to take the month out and put the same bills in; the last run left them there. */
static double
limit_ms (Bench *bench, double *out_ms)
{
    g_autoptr(GByteArray)
                   bills = copy_out (bench, "COPY bill.bill TO STDOUT (FORMAT binary)", TRUE);
    g_autoptr(GByteArray)
                   lines = copy_out (bench, "COPY bill.line TO STDOUT (FORMAT binary)", TRUE);
    g_autoptr(GByteArray) month = NULL;
    int64_t start;

    execute (bench, "TRUNCATE bill.bill, bill.line");
    start = g_get_monotonic_time ();
    month = copy_out (bench, MONTH_OUT, FALSE);
    *out_ms = (double) (g_get_monotonic_time () - start) / 1000;
    execute (bench, "BEGIN");
    copy_in (bench, "COPY bill.bill FROM STDIN (FORMAT binary)", bills);
    copy_in (bench, "COPY bill.line FROM STDIN (FORMAT binary)", lines);
    execute (bench, "COMMIT");
    return (double) (g_get_monotonic_time () - start) / 1000;
}

typedef struct {
    double one_worker;
    double two_workers;
    double twice_the_meters;
    double limit; /* COPY OUT and COPY IN */
    double copy_out;
    double sql;
} Times; /* milliseconds, the least of all rounds */

static int64_t
ask_number (Bench *bench, const char *sql)
{
    g_autofree char *text = tally_test_db_ask (bench->base, sql);

    return g_ascii_strtoll (text, NULL, 10);
}

static void
measure (Bench *bench, Times *least)
{
    for (int round = 0; round < ROUNDS; round++) {
        least->one_worker = MIN (least->one_worker, run_ms (bench, 1, bench->n_meters));
        least->two_workers = MIN (least->two_workers, run_ms (bench, 2, bench->n_meters));
        least->limit = MIN (least->limit, limit_ms (bench, &least->copy_out));
    }
}

static void
measure_growth (Bench *bench, Times *least)
{
    load (bench, 2);
    for (int round = 0; round < ROUNDS; round++)
        least->twice_the_meters = MIN (least->twice_the_meters,
                                       run_ms (bench, 1, 2 * bench->n_meters));
}

/* The same bills by SQL, or the comparison is worth nothing. Last of all: its rows leave gigabytes
 * for the disk to write, and whatever ran next would wait for them. */
static void
measure_sql (Bench *bench, Times *least)
{
    int64_t ours = ask_number (bench,
                               "SELECT sum (total_minor) FROM bill.bill WHERE district_id = 1");

    tally_bench_narrow_load (bench->db);
    least->sql = tally_bench_narrow_bill (bench->db);
    g_assert_cmpint (ask_number (bench, "SELECT sum (amount * 100)::bigint FROM narrow.line"), ==,
                     ours);
    execute (bench, "DROP SCHEMA narrow CASCADE");
}

static void
print (Bench *bench, const Times *least, int64_t n_lines)
{
    g_print ("{\"benchmark\":\"bill-run\",\"meters\":%" G_GINT64_FORMAT
             ",\"lines\":%" G_GINT64_FORMAT ",\"ours_ms\":%.0f,\"limit_ms\":%.0f,"
             "\"limit_copy_out_ms\":%.0f,\"ratio\":%.2f,\"reach\":2.5,"
             "\"two_workers_ms\":%.0f,\"two_workers_speedup\":%.2f,\"speedup_reach\":1.7,"
             "\"narrow_sql_ms\":%.0f,\"faster_than_sql\":%.1f,\"faster_reach\":10,"
             "\"twice_the_meters_ms\":%.0f,\"growth\":%.2f,\"growth_reach\":2.1}\n",
             bench->n_meters, n_lines, least->one_worker, least->limit, least->copy_out,
             least->one_worker / least->limit, least->two_workers,
             least->one_worker / least->two_workers, least->sql, least->sql / least->one_worker,
             least->twice_the_meters, least->twice_the_meters / least->one_worker);
}

int
main (int argc, char **argv)
{
    const char *wanted = g_getenv ("TALLY_BENCH_METERS");
    Bench bench = { .period = tally_days_of_month (tally_day_new (2026, 9, 1)),
                    .n_meters = wanted != NULL ? g_ascii_strtoll (wanted, NULL, 10)
                                               : DEFAULT_METERS };
    Times least = { G_MAXDOUBLE, G_MAXDOUBLE, G_MAXDOUBLE, G_MAXDOUBLE, 0, G_MAXDOUBLE };
    int64_t n_lines;

    bench.base = tally_test_db_new ();
    bench.db = tally_test_db_open_as (bench.base, "postgres");
    load (&bench, 1);
    measure (&bench, &least);
    n_lines = ask_number (&bench, "SELECT count (*) FROM bill.line");
    measure_growth (&bench, &least);
    measure_sql (&bench, &least);
    print (&bench, &least, n_lines);
    g_clear_object (&bench.db);
    tally_test_db_free (bench.base);
    return 0;
}
