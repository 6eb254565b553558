// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: whatever its clock does while the server runs (a change to summer time, a jump ahead, an
 * hour or a day back, a leap day, the end of 32 bits), each job of the plan runs once for each of
 * its due times, and a day has each of its quarter-hours once.
 *
 * A server a market zone, all on one PostgreSQL whose clock is true. libfaketime gives each server
 * the true time and an offset, which the test writes to a file. */
#include "server/db/tally-sql.h"
#include "shared/time/tally-zone.h"
#include "tests/fault/clock-cases.h"
#include "tests/lib/tally-test-cluster.h"
#include "tests/lib/tally-test-db.h"
#include "tests/lib/tally-test-process.h"

#include <signal.h>
#include <sys/wait.h>
#include <utime.h>

#define FAKETIME "/usr/$LIB/faketime/libfaketimeMT.so.1"
#define WAIT_US (60 * G_USEC_PER_SEC)
#define QUARTER_S 900

/* What was measured after it came, by the database's clock, is not believed: so it came late.
 * "seal" does nothing here, for there is no file to seal to. The worker takes a run at a
 * time, so by the second poll it has looked at the clock after it was set. */
#define PLAN                                                                       \
    "ALTER TABLE raw.frame ALTER received_at SET DEFAULT '2039-01-01';"            \
    "CREATE TABLE seen (job text, due_at timestamptz, PRIMARY KEY (job, due_at));" \
    "INSERT INTO work.job (job, step, title, calendar, max_tries)"                 \
    " VALUES ('day', 'seal', '', 'daily 00:00', 1),"                               \
    " ('dawn', 'seal', '', 'daily 01:40', 1),"                                     \
    " ('night', 'seal', '', 'daily 02:10', 1),"                                    \
    " ('quarter', 'seal', '', 'every 15m', 1),"                                    \
    " ('sunday', 'seal', '', 'weekly sun 02:15', 1),"                              \
    " ('month', 'seal', '', 'monthly last 06:00', 1),"                             \
    " ('year', 'seal', '', 'yearly 01-01 00:00', 1),"                              \
    " ('leap', 'seal', '', 'yearly 02-29 12:00', 1),"                              \
    " ('poll-1', 'seal', '', '', 1), ('poll-2', 'seal', '', '', 1)"

/* Whole seconds, as of every run, and long ago, so that no clock here is behind them. */
#define POLL                                                                          \
    "INSERT INTO work.run (job, due_at, state, asked_by)"                             \
    " SELECT job, timestamptz '2001-01-01' + interval '1 second' * (SELECT count (*)" \
    " FROM work.run r WHERE r.job = j.job), 'waiting', 'test'"                        \
    " FROM work.job j WHERE job LIKE 'poll-%'"

#define N_OPEN "SELECT count (*) FROM work.run WHERE state IN ('waiting', 'running')"
#define NOT_DONE                                                                      \
    "SELECT string_agg (job || ' ' || state || ' ' || tries || ' ' || message, ', ')" \
    " FROM work.run WHERE state <> 'done' OR tries <> 1"

/* Each run is told once; one that was dated back tells so, and frees its time. */
#define NEW_RUNS                                                                              \
    "WITH gone AS (DELETE FROM seen s WHERE NOT EXISTS (SELECT FROM work.run r"               \
    " WHERE r.job = s.job AND r.due_at = s.due_at)),"                                         \
    " new AS (INSERT INTO seen SELECT r.job, r.due_at FROM work.run r JOIN work.job j"        \
    " USING (job) WHERE j.title = '' AND j.calendar <> '' AND NOT EXISTS (SELECT FROM seen s" \
    " WHERE s.job = r.job AND s.due_at = r.due_at) RETURNING job, due_at)"                    \
    " SELECT coalesce (string_agg (job || CASE WHEN message LIKE 'the clock was ahead: %'"    \
    " THEN ' ahead' ELSE to_char (due_at AT TIME ZONE 'UTC', ' MM-DD HH24:MI') END, ', '"     \
    " ORDER BY due_at, job), '') FROM new JOIN work.run USING (job, due_at)"

/* What arrived, what was validated and what was balanced of a day. */
#define DAY                                                                               \
    "SELECT concat_ws ('; ',"                                                             \
    " (SELECT concat_ws (' ', 'raw', sum (n)) FROM raw.frame WHERE day = '%1$s'),"        \
    " (SELECT concat_ws (' ', 'valid', n, n_measured, sum) FROM energy.day"               \
    " WHERE day = '%1$s' AND block_version > 0),"                                         \
    " (SELECT concat_ws (' ', 'block', n, sum) FROM validate.block WHERE day = '%1$s'"    \
    " ORDER BY version DESC LIMIT 1),"                                                    \
    " (SELECT concat_ws (' ', 'sold', n, sold_wh) FROM energy.balance WHERE day = '%1$s'" \
    " ORDER BY version DESC LIMIT 1))"

/* @tz: that of the host, which must not matter. @has_late: does what came late, too: two months of
 * days whenever months went by, which takes as long as all the rest */
typedef struct {
    const char *zone;
    const char *tz;
    gboolean has_late;
    const ClockCase *cases;
    size_t n_cases;
} Market;

#define MARKET(zone, tz, has_late, cases)               \
    {                                                   \
        zone, tz, has_late, cases, G_N_ELEMENTS (cases) \
    }

static const Market markets[] = {
    MARKET ("Europe/Berlin", "Asia/Shanghai", FALSE, berlin_cases),
    MARKET ("America/New_York", "America/New_York", FALSE, new_york_cases),
    MARKET ("Australia/Lord_Howe", "UTC", FALSE, lord_howe_cases),
    MARKET ("Asia/Shanghai", "Europe/Berlin", TRUE, shanghai_cases),
};

typedef struct {
    const Market *market;
    const TallyZone *zone;
    TallyTestDb *base;
    TallyDb *db; /* as "postgres"; asked too often to connect each time */
    char *dir;   /* all of it is removed */
    char *clock;
    char *inbox;
    GPid pid;
    size_t at; /* which case */
    size_t move;
    int64_t until; /* monotonic: how long it may take */
} Server;

static int64_t
instant_of (const char *text)
{
    g_autoptr(GDateTime) at = g_date_time_new_from_iso8601 (text, NULL);

    g_assert_nonnull (at);
    return g_date_time_to_unix (at);
}

static char *
ask (const Server *server, const char *sql)
{
    g_autoptr(PGresult) rows = PQexec (tally_db_get_conn (server->db), sql);
    g_autoptr(GError) error = NULL;

    tally_sql_check (tally_db_get_conn (server->db), rows, &error);
    g_assert_no_error (error);
    return g_strdup (PQntuples (rows) > 0 ? PQgetvalue (rows, 0, 0) : "");
}

static void
set_clock (const Server *server, int64_t at)
{
    g_autofree char *offset = g_strdup_printf ("%+" G_GINT64_FORMAT,
                                               at - g_get_real_time () / G_USEC_PER_SEC);
    g_autoptr(GError) error = NULL;

    g_file_set_contents (server->clock, offset, -1, &error);
    g_assert_no_error (error);
}

/* Before the sanitizer's library comes ours; it is told that this is no mistake. */
static GPtrArray *
begin_command (const Server *server)
{
    GPtrArray *argv = g_ptr_array_new_with_free_func (g_free);
    const char *asan = g_getenv ("ASAN_OPTIONS");

    g_ptr_array_add (argv, g_strdup ("/usr/bin/env"));
    g_ptr_array_add (argv, g_strdup ("LD_PRELOAD=" FAKETIME));
    g_ptr_array_add (argv, g_strdup_printf ("ASAN_OPTIONS=%s:verify_asan_link_order=0",
                                            asan != NULL ? asan : ""));
    g_ptr_array_add (argv, g_strdup_printf ("FAKETIME_TIMESTAMP_FILE=%s", server->clock));
    g_ptr_array_add (argv, g_strdup ("FAKETIME_NO_CACHE=1"));
    g_ptr_array_add (argv, g_strdup ("FAKETIME_DONT_FAKE_MONOTONIC=1"));
    g_ptr_array_add (argv, g_strdup ("NO_FAKE_STAT=1"));
    g_ptr_array_add (argv, g_strdup_printf ("TZ=%s", server->market->tz));
    return argv;
}

static void
assert_clock_is_set (const Server *server, int64_t at)
{
    g_autoptr(GPtrArray) argv = begin_command (server);
    g_autofree char *out = NULL;
    g_autoptr(GError) error = NULL;

    g_ptr_array_add (argv, g_strdup ("date"));
    g_ptr_array_add (argv, g_strdup ("+%s"));
    g_ptr_array_add (argv, NULL);
    g_spawn_sync (NULL, (char **) argv->pdata, NULL, 0, NULL, NULL, &out, NULL, NULL, &error);
    g_assert_no_error (error);
    /* Within the hour: without libfaketime it is some year. */
    g_assert_cmpint (ABS (g_ascii_strtoll (out, NULL, 10) - at), <, 3600);
}

static GPid
start_daemon (const Server *server)
{
    g_autoptr(GPtrArray) argv = begin_command (server);
    const char *const words[] = { "--unsafe-test-database", "--role", "settle" };

    g_ptr_array_add (argv, g_build_filename (g_getenv ("G_TEST_BUILDDIR"), "..", "server", "daemon",
                                             "gridtallyd", NULL));
    for (size_t i = 0; i < G_N_ELEMENTS (words); i++)
        g_ptr_array_add (argv, g_strdup (words[i]));
    g_ptr_array_add (argv, g_strdup ("--database"));
    g_ptr_array_add (argv, g_strdup (tally_test_db_conninfo (server->base)));
    g_ptr_array_add (argv, g_strdup ("--set"));
    g_ptr_array_add (argv, g_strdup_printf ("time-zone=%s", server->market->zone));
    g_ptr_array_add (argv, g_strdup ("--set"));
    g_ptr_array_add (argv, g_strdup_printf ("inbox=%s", server->inbox));
    g_ptr_array_add (argv, NULL);
    return tally_test_process_start ((const char *const *) argv->pdata, NULL);
}

static void
add_utility (const Server *server)
{
    g_autofree char *sql = g_strdup_printf (
        "INSERT INTO ref.district VALUES (1, 'D1', 'District', '%s', 'EUR', 2);"
        "INSERT INTO ref.node VALUES (100, NULL, 1, 'district', 'N1', 'District', 110000);"
        "INSERT INTO ref.gateway VALUES (1, 1, 'G1', 'localhost', 502, 'tcp');"
        "INSERT INTO ref.point (district_id, point_id, code, name, kind, node_id, schedule,"
        " capacity_w, channels, valid_from) VALUES (1, 1, 'P1', 'Point 1', 'community', 100,"
        " 'community', 20000, '{1}', '2026-01-01');"
        "INSERT INTO ref.meter VALUES (1, 1, 'M1', 'sdm630', 9, 10000);"
        "INSERT INTO ref.installation (district_id, point_id, meter_id, role, valid_from,"
        " gateway_id, unit_id, first_register_wh) VALUES (1, 1, 1, 'main', '2026-01-01', 1, 1, 0)",
        server->market->zone);

    tally_test_db_script (server->base, sql);
    tally_test_db_script (server->base, PLAN);
    if (!server->market->has_late)
        tally_test_db_script (server->base,
                              "UPDATE work.job SET is_enabled = false WHERE job LIKE '%-late'");
}

static void
start_server (Server *server, const Market *market)
{
    int64_t first = instant_of (market->cases[0].moves[0].at);
    g_autoptr(GError) error = NULL;

    server->market = market;
    server->zone = tally_zone_get (market->zone, &error);
    g_assert_no_error (error);
    server->base = tally_test_db_new ();
    server->db = tally_test_db_open_as (server->base, "postgres");
    server->dir = tally_test_cluster_dir_new ();
    server->clock = g_build_filename (server->dir, "clock", NULL);
    server->inbox = g_build_filename (server->dir, "inbox", NULL);
    g_assert_cmpint (g_mkdir_with_parents (server->inbox, 0700), ==, 0);
    add_utility (server);
    set_clock (server, first);
    assert_clock_is_set (server, first);
    server->pid = start_daemon (server);
}

static void
stop_server (Server *server)
{
    int status;

    g_assert_cmpint (kill (server->pid, SIGTERM), ==, 0);
    g_assert_cmpint (waitpid (server->pid, &status, 0), ==, server->pid);
    g_assert_true (WIFEXITED (status));
    g_assert_cmpint (WEXITSTATUS (status), ==, 0);
    tally_test_cluster_dir_remove (server->dir);
    g_assert_finalize_object (server->db);
    tally_test_db_free (server->base);
    g_free (server->clock);
    g_free (server->inbox);
}

/* The n-th quarter-hour of the day has n Wh, so that none can stand for another. */
static void
bring_file (const Server *server, const ClockCase *c)
{
    g_autofree char *name = g_strdup_printf ("%s.csv", c->name);
    g_autofree char *path = g_build_filename (server->inbox, name, NULL);
    g_autoptr(GString) text = g_string_new ("point,channel,start,interval_s,value,quality\n");
    g_autofree char *midnight_text = g_strdup_printf ("%sT00:00:00", c->day);
    g_autoptr(GTimeZone) zone = g_time_zone_new_identifier (server->market->zone);
    g_autoptr(GDateTime) midnight = g_date_time_new_from_iso8601 (midnight_text, zone);
    g_autoptr(GError) error = NULL;

    for (int i = 0; i < c->n; i++) {
        g_autoptr(GDateTime) at = g_date_time_new_from_unix_utc (g_date_time_to_unix (midnight)
                                                                  + i * QUARTER_S);
        g_autofree char *start = g_date_time_format (at, "%Y-%m-%dT%H:%M:%S+00:00");

        g_string_append_printf (text, "P1,A+,%s,%d,%d,A\n", start, QUARTER_S, i + 1);
    }
    g_file_set_contents (path, text->str, (gssize) text->len, &error);
    g_assert_no_error (error);
    /* Nobody is writing it any more, whatever the server's clock shows. */
    g_assert_cmpint (utime (path, &(struct utimbuf){ 0, 0 }), ==, 0);
}

static void
expect (const Server *server, const char *what, const char *sql, const char *answer)
{
    g_autofree char *value = ask (server, sql);
    g_autofree char *found = g_strconcat (what, ": ", value, NULL);
    g_autofree char *expected = g_strconcat (what, ": ", answer, NULL);

    g_assert_cmpstr (found, ==, expected);
}

static const ClockCase *
case_of (const Server *server)
{
    return &server->market->cases[server->at];
}

/* Gives NULL when the day is to end. */
static const ClockMove *
move_of (const ClockCase *c, size_t move)
{
    return move < G_N_ELEMENTS (c->moves) && c->moves[move].at != NULL ? &c->moves[move] : NULL;
}

/* When the day is over and all that there is to do for it is due: a quarter-hour later. */
static int64_t
end_of_day (const Server *server)
{
    const ClockCase *c = case_of (server);
    g_autoptr(GError) error = NULL;
    TallyDay day;

    tally_day_parse (c->day, &day, &error);
    g_assert_no_error (error);
    return MAX (tally_day_start (server->zone, (TallyDay){ day.number + 1 }) + 10,
                instant_of (c->moves[server->move - 1].at))
           + QUARTER_S;
}

static void
begin_move (Server *server)
{
    const ClockMove *move = move_of (case_of (server), server->move);

    if (move != NULL && move_of (case_of (server), server->move + 1) == NULL)
        bring_file (server, case_of (server));
    set_clock (server, move != NULL ? instant_of (move->at) : end_of_day (server));
    g_free (ask (server, POLL));
    server->until = g_get_monotonic_time () + WAIT_US;
}

static void
expect_day (const Server *server)
{
    const ClockCase *c = case_of (server);
    int sum = c->n * (c->n + 1) / 2;
    g_autofree char *sql = g_strdup_printf (DAY, c->day);
    g_autofree char *answer = g_strdup_printf ("raw %d; valid %d %d %d; block %d %d; sold %d %d",
                                               c->n, c->n, c->n, sum, c->n, sum, c->n, sum);
    g_autofree char *seen = ask (server, NEW_RUNS);

    expect (server, c->name, sql, answer);
}

static void
end_move (Server *server)
{
    const ClockMove *move = move_of (case_of (server), server->move);
    g_autofree char *what = NULL;

    if (move == NULL) {
        expect_day (server);
        server->at++;
        server->move = 0;
        return;
    }
    what = g_strdup_printf ("%s, %s", case_of (server)->name, move->at);
    expect (server, what, NEW_RUNS, move->runs);
    server->move++;
}

/* Gives FALSE while the server works at the move that was begun. */
static gboolean
is_at_rest (const Server *server)
{
    g_autofree char *n_open = ask (server, N_OPEN);

    if (g_str_equal (n_open, "0"))
        return TRUE;
    if (g_get_monotonic_time () > server->until)
        expect (server, case_of (server)->name, NOT_DONE, "");
    return FALSE;
}

/* All servers at a time, each at its own pace: they mostly rest. */
static void
test_every_date (void)
{
    Server servers[G_N_ELEMENTS (markets)] = { 0 };
    size_t n_busy = G_N_ELEMENTS (markets);

    for (size_t i = 0; i < G_N_ELEMENTS (markets); i++) {
        start_server (&servers[i], &markets[i]);
        begin_move (&servers[i]);
    }
    while (n_busy > 0) {
        g_usleep (50000);
        for (size_t i = 0; i < G_N_ELEMENTS (markets); i++) {
            Server *server = &servers[i];

            if (server->at == server->market->n_cases || !is_at_rest (server))
                continue;
            end_move (server);
            if (server->at < server->market->n_cases)
                begin_move (server);
            else
                n_busy--;
        }
    }
    for (size_t i = 0; i < G_N_ELEMENTS (markets); i++) {
        expect (&servers[i], markets[i].zone, NOT_DONE, "");
        stop_server (&servers[i]);
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    g_test_add_func ("/clock-jump/every-date", test_every_date);

    return g_test_run ();
}
