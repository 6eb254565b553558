// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: a collector killed (SIGKILL) at any moment loses nothing it acknowledged and stores
 * nothing twice. The collector is this program, started again as a child; how often is told by
 * TALLY_FAULT_RUNS (default 50). */
#include "server/raw/tally-raw-intake-step.h"
#include "tests/lib/tally-test-meters.h"
#include "tests/lib/tally-test-process.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define PORT_BASE 15140
#define FRAMES_PER_BATCH 20
#define DAY 20777

static char *own_path;

/* Batch @number: frames of which each names it. */
static TallyCollectBatch *
make_batch (int64_t number)
{
    TallyCollectBatch *batch = tally_collect_batch_new ();
    TallyCollectAttempt attempt = { .district_id = 1, .meter_id = number, .day = DAY, .tries = 1 };
    int64_t values[96] = { 0 };

    attempt.asked_at_us = number;
    tally_collect_batch_add_attempt (batch, &attempt);
    for (int i = 0; i < FRAMES_PER_BATCH; i++) {
        TallyCollectFrame head = {
            .district_id = 1,
            .day = DAY + i % 3,
            .point_id = i,
            .meter_id = number,
            .channel = 1,
            .kind = TALLY_FRAME_INTERVAL,
            .source = TALLY_FRAME_PROFILE,
            .first_at = INT64_C (86400) * (DAY + i % 3),
            .interval_s = 900,
        };

        values[0] = number;
        tally_collect_batch_add_values (batch, &head, values, NULL, 96, NULL);
    }
    return batch;
}

/* The child that reads: says each batch's number once the spool has it, and
 * hands over all the time. */
G_NORETURN static void
be_collector (const char *conninfo, const char *path, int64_t number)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyCollectSpool)
                   spool = tally_collect_spool_open (path, TALLY_SPOOL_MAX_BYTES, &error);
    g_autoptr(TallyDb) db = tally_db_open_as (conninfo, "tally_collector", &error);

    g_assert_no_error (error);
    for (;; number++) {
        g_autoptr(TallyCollectBatch) batch = make_batch (number);
        TallyRawTaken taken;

        tally_collect_spool_put (spool, batch, &error);
        g_assert_no_error (error);
        dprintf (STDOUT_FILENO, "%" G_GINT64_FORMAT "\n", number);
        if (number % 3 == 0)
            tally_raw_intake_step (db, spool, &taken, &error);
        g_assert_no_error (error);
    }
}

/* The child that polls real sockets: one round, then another. */
G_NORETURN static void
be_poller (const char *conninfo, const char *path, const char *maps_folder, int64_t shift_s)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyCollectSpool)
                   spool = tally_collect_spool_open (path, TALLY_SPOOL_MAX_BYTES, &error);
    g_autoptr(TallyDb) db = tally_db_open_as (conninfo, "tally_collector", &error);
    g_autoptr(GHashTable) maps = tally_register_maps_load (maps_folder, &error);
    g_autoptr(TallyCollectLines) lines = tally_collect_lines_new ();
    TallyCollectManner manner = TALLY_COLLECT_MANNER;
    TallyCollectWish wish = { 0 };

    g_assert_no_error (error);
    manner.clock.shift_s = shift_s;
    for (;;) {
        g_autoptr(TallyCollectMarks) marks = tally_collect_marks_new ();
        int64_t now = tally_collect_clock_now_us (&manner.clock) / G_USEC_PER_SEC;
        g_autoptr(GPtrArray) plan = NULL;
        TallyCollectTotals totals;
        TallyRawTaken taken;

        tally_collect_progress_store_load (db, marks, &error);
        tally_collect_spool_add_marks (spool, marks, &error);
        plan = tally_collect_plan_store_load (db, &wish, now, maps, marks, &error);
        tally_collect_round (plan, &manner, lines, spool, NULL, NULL, NULL, &totals, &error);
        tally_raw_intake_all (db, spool, &taken, &error);
        g_assert_no_error (error);
        dprintf (STDOUT_FILENO, "%" G_GINT64_FORMAT "\n", totals.n_answered);
    }
}

/* Starts the child, kills it after a while, gives what it said. */
static char *
run_and_kill (char **arguments, int64_t after_us)
{
    g_autoptr(GString) said = g_string_new (NULL);
    char part[4096];
    ssize_t n;
    GPid pid;
    int out;

    pid = tally_test_process_start ((const char *const *) arguments, &out);
    g_usleep ((gulong) after_us);
    g_assert_cmpint (kill (pid, SIGKILL), ==, 0);
    while ((n = read (out, part, sizeof part)) > 0)
        g_string_append_len (said, part, n);
    close (out);
    waitpid (pid, NULL, 0);
    g_spawn_close_pid (pid);
    return g_string_free (g_steal_pointer (&said), FALSE);
}

static void
expect (TallyTestMeters *meters, const char *sql, const char *answer)
{
    g_autofree char *found = tally_test_meters_ask (meters, sql);

    g_assert_cmpstr (found, ==, answer);
}

static void
take_rest_and_verify (TallyTestMeters *meters)
{
    g_autoptr(TallyDb) auditor = tally_test_db_open_as (meters->base, "tally_auditor");
    g_autoptr(GError) error = NULL;
    TallyRawTaken taken;
    TallyRawVerdict verdict;

    tally_raw_intake_all (meters->collector, meters->spool, &taken, &error);
    g_assert_no_error (error);
    tally_raw_store_verify (auditor, &verdict, &error);
    g_assert_no_error (error);
    g_assert_true (verdict.is_intact);
    g_assert_cmpint (verdict.n_frames, >, 0);
}

static void
test_acknowledged (void)
{
    g_autoptr(TallyTestMeters) meters = tally_test_meters_new (PORT_BASE);
    g_autofree char *path = g_build_filename (meters->folder, "spool.db", NULL);
    g_autoptr(GString) numbers = g_string_new ("0");
    g_autofree char *lost = NULL;
    int64_t next = 1;

    for (int run = 0; run < tally_test_process_fault_runs (50); run++) {
        g_autofree char *from = g_strdup_printf ("%" G_GINT64_FORMAT, next);
        char *arguments[] = { own_path,
                              (char *) "--collector",
                              (char *) tally_test_db_conninfo (meters->base),
                              path,
                              from,
                              NULL };
        g_autofree char *said = run_and_kill (arguments, g_test_rand_int_range (50000, 600000));
        g_auto(GStrv) lines = g_strsplit (said, "\n", -1);

        for (size_t i = 0; lines[i] != NULL; i++) {
            int64_t number = g_ascii_strtoll (lines[i], NULL, 10);

            if (number == 0)
                continue;
            g_string_append_printf (numbers, ",%" G_GINT64_FORMAT, number);
            next = number + 1000; /* a number that was spooled but not said is not used again */
        }
    }
    take_rest_and_verify (meters);
    lost = g_strdup_printf (
        "SELECT count(*) FROM unnest (ARRAY[%s]) AS u (number) WHERE number > 0"
        " AND (SELECT count(*) FROM raw.frame f WHERE f.meter_id = number) <> %d",
        numbers->str, FRAMES_PER_BATCH);
    expect (meters, lost, "0");
    expect (
        meters,
        "SELECT count(*) FROM (SELECT FROM raw.frame GROUP BY meter_id HAVING count(*) <> 20) f",
        "0");
    expect (meters,
            "SELECT count(DISTINCT meter_id) = count(*) AND count(*) > 0 FROM collect.attempt",
            "t");
    g_test_message ("%zu bytes of acknowledged numbers", numbers->len);
}

static void
test_polling (void)
{
    g_autoptr(TallyTestMeters) meters = tally_test_meters_new (PORT_BASE);
    g_autofree char *path = g_build_filename (meters->folder, "spool.db", NULL);
    g_autofree char *maps = g_test_build_filename (G_TEST_DIST, "..", "data", "meters", NULL);
    g_autofree char *shift = g_strdup_printf ("%" G_GINT64_FORMAT, meters->manner.clock.shift_s);
    char *arguments[] = { own_path,
                          (char *) "--poller",
                          (char *) tally_test_db_conninfo (meters->base),
                          path,
                          maps,
                          shift,
                          NULL };

    tally_test_meters_open (meters, 0, 0, NULL);
    for (int run = 0; run < tally_test_process_fault_runs (50); run++) {
        g_autofree char *said = run_and_kill (arguments, g_test_rand_int_range (100000, 3000000));

        g_test_message ("the round before the kill: %s", said);
    }
    tally_test_meters_round (meters, -1);
    take_rest_and_verify (meters);
    expect (meters,
            "SELECT count(*) FROM (SELECT first_at, lag (first_at + n * interval_s * interval"
            " '1 second') OVER (PARTITION BY district_id, meter_id, channel ORDER BY first_at) AS"
            " before FROM raw.frame WHERE kind = 'interval') f WHERE before <> first_at",
            "0");
    expect (meters, "SELECT count(*) > 100 FROM raw.frame", "t");
}

int
main (int argc, char **argv)
{
    own_path = tally_test_process_self ();
    if (argc == 5 && g_str_equal (argv[1], "--collector"))
        be_collector (argv[2], argv[3], g_ascii_strtoll (argv[4], NULL, 10));
    if (argc == 6 && g_str_equal (argv[1], "--poller"))
        be_poller (argv[2], argv[3], argv[4], g_ascii_strtoll (argv[5], NULL, 10));

    g_test_init (&argc, &argv, NULL);

    g_test_add_func ("/fault/collector/acknowledged", test_acknowledged);
    g_test_add_func ("/fault/collector/polling", test_polling);

    return g_test_run ();
}
