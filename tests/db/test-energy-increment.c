// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: statistics and balances kept step by step are those computed anew, and only days that
 * changed are computed. */
#include "server/energy/tally-energy-step.h"
#include "shared/block/tally-block.h"
#include "tests/lib/tally-test-db.h"
#include "tests/lib/tally-test-utility.h"

#include <string.h>

#define N_CUSTOMERS 30

/* The last days of one month and the first of the next: 2026-09-24 to 2026-10-10. */
static const TallyDays period = { { 20720 }, { 20736 } };

typedef struct {
    TallyTestDb *base;
    TallyDb *settle;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
    TallyTestUtility utility = { .district_id = 1, .n_customers = N_CUSTOMERS, .period = period };
    g_autoptr(TallyDb) owner = NULL;

    fixture->base = tally_test_db_new ();
    owner = tally_test_db_open_as (fixture->base, "tally_owner");
    fixture->settle = tally_test_db_open_as (fixture->base, "tally_settle");
    tally_test_utility_load (owner, fixture->settle, &utility);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
    g_clear_object (&fixture->settle);
    tally_test_db_free (fixture->base);
}

static TallyEnergyResult
run (Fixture *fixture, gboolean is_full)
{
    TallyEnergyOrder order = { .days = period, .now = INT32_MAX, .is_full = is_full };
    TallyEnergyResult result;
    g_autoptr(GError) error = NULL;

    tally_energy_step_run (tally_test_db_conninfo (fixture->base), &order, &result, &error);
    g_assert_no_error (error);
    return result;
}

static char *
state (Fixture *fixture)
{
    return tally_test_db_ask (
        fixture->base,
        "SELECT encode (sha256 (convert_to (string_agg (row, E'\\n' ORDER BY row), 'UTF8')), 'hex')"
        " FROM (SELECT 'd ' || d AS row FROM energy.day d UNION ALL"
        " SELECT 'm ' || m FROM energy.month m UNION ALL"
        " SELECT 'b ' || concat_ws (' ', node_id, day, made_from, estimated_ppm, sold_wh) FROM"
        " (SELECT DISTINCT ON (node_id, day) * FROM energy.balance"
        "   ORDER BY node_id, day, version DESC) b) s");
}

static void
add (Fixture *fixture, int64_t point, int32_t day, int32_t version, int64_t wh)
{
    tally_test_utility_add_block (fixture->settle, 1, point, (TallyDay){ day }, version, wh,
                                  TALLY_QUALITY_EDITED);
}

static void
test_only_what_changed (Fixture *fixture, gconstpointer data)
{
    int32_t n_days = tally_days_count (period);
    TallyEnergyResult first = run (fixture, FALSE);
    TallyEnergyResult again = run (fixture, FALSE);
    TallyEnergyResult changed;

    g_assert_cmpint (first.n_days, >=, N_CUSTOMERS * n_days);
    g_assert_cmpint (first.n_balances, ==, n_days);
    g_assert_cmpint (again.n_days, ==, 0);
    g_assert_cmpint (again.n_balances, ==, 0);
    add (fixture, 3, period.first.number + 2, 2, 700);
    add (fixture, 5, period.first.number + 2, 2, 0);
    add (fixture, 5, period.first.number + 9, 2, 123456);
    changed = run (fixture, FALSE);
    g_assert_cmpint (changed.n_days, ==, 3);
    g_assert_cmpint (changed.n_balances, ==, 2);
    g_assert_cmpint (changed.n_written, ==, 2);
}

/* The first day of a point as 48 intervals of 100 Wh each (200 is c8 01 in the block, then no
 * change; 48 measured are 00 30). */
static void
add_halves (Fixture *fixture, int64_t point, int32_t version, int32_t interval_s)
{
    static const uint8_t payload[49] = { 0xc8, 0x01 };
    static const uint8_t flags[2] = { 0x00, 0x30 };
    const TallyBlockHead head = { .district_id = 1,
                                  .point_id = point,
                                  .channel = 1,
                                  .day = period.first.number,
                                  .version = version,
                                  .n = 48,
                                  .interval_s = interval_s,
                                  .sum = 4800 };
    uint8_t digest[TALLY_BLOCK_DIGEST_BYTES];
    GString *hex = g_string_new (NULL);
    g_autofree char *sql = NULL;

    tally_block_digest (&head, payload, sizeof payload, flags, sizeof flags, digest);
    for (size_t i = 0; i < sizeof digest; i++)
        g_string_append_printf (hex, "%02x", digest[i]);
    sql = g_strdup_printf (
        "INSERT INTO validate.block (point_id, sum, district_id, day, version, n, interval_s,"
        " channel, exponent, payload, flags, digest, made_from, made_by)"
        " SELECT point_id, 4800, district_id, day, %d, 48, %d, channel, exponent,"
        " decode ('c801' || repeat ('00', 47), 'hex'), decode ('0030', 'hex'),"
        " decode ('%s', 'hex'), made_from, made_by FROM validate.block"
        " WHERE point_id = %" G_GINT64_FORMAT
        " AND channel = 1 AND version = 1 AND day = DATE '1970-01-01' + %d",
        version, interval_s, hex->str, point, period.first.number);
    g_string_free (hex, TRUE);
    tally_test_db_script (fixture->base, sql);
}

/* A point of half-hours is part of the balance with all its energy; one whose intervals do not
 * divide the hour is named. */
static void
test_other_intervals (Fixture *fixture, gconstpointer data)
{
    TallyEnergyOrder order = { .days = period, .now = INT32_MAX };
    static const char sold[] = "SELECT sold_wh || ' ' || estimated_ppm FROM energy.balance"
                               " WHERE day = '2026-09-24' ORDER BY version DESC, sold_wh DESC";
    TallyEnergyResult result;
    g_autofree char *quarters = NULL;
    g_autofree char *halves = NULL;
    g_autoptr(GError) error = NULL;

    add (fixture, 3, period.first.number, 2, 50);
    run (fixture, FALSE);
    quarters = tally_test_db_ask (fixture->base, sold);
    add_halves (fixture, 3, 3, 1800);
    run (fixture, FALSE);
    halves = tally_test_db_ask (fixture->base, sold);
    /* 96 times 50 are 48 times 100; of 30 points one is spread, a thirtieth of all intervals. */
    g_assert_cmpint (g_ascii_strtoll (halves, NULL, 10), ==, g_ascii_strtoll (quarters, NULL, 10));
    g_assert_true (g_str_has_suffix (quarters, " 0"));
    g_assert_true (g_str_has_suffix (halves, " 33333"));

    add_halves (fixture, 3, 4, 1700);
    g_assert_false (
        tally_energy_step_run (tally_test_db_conninfo (fixture->base), &order, &result, &error));
    g_assert_nonnull (strstr (error->message, "point 3:"));
}

/* Any sequence of new versions ends where a computation of everything ends. */
static void
test_equals_full_recompute (Fixture *fixture, gconstpointer data)
{
    g_autoptr(GRand) rand = g_rand_new_with_seed (20);
    int32_t versions[N_CUSTOMERS + 1][32] = { 0 };

    run (fixture, FALSE);
    for (int round = 0; round < 6; round++) {
        g_autofree char *step_by_step = NULL;
        g_autofree char *anew = NULL;

        for (int k = g_rand_int_range (rand, 1, 20); k > 0; k--) {
            int64_t point = g_rand_int_range (rand, 1, N_CUSTOMERS + 1);
            int32_t day = g_rand_int_range (rand, 0, tally_days_count (period));
            int32_t version = 2 + versions[point][day]++;

            add (fixture, point, period.first.number + day, version,
                 g_rand_int_range (rand, 0, 5000));
        }
        run (fixture, FALSE);
        step_by_step = state (fixture);
        run (fixture, TRUE);
        anew = state (fixture);
        g_assert_cmpstr (step_by_step, ==, anew);
    }
}

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)

static gpointer
run_in_thread (gpointer user_data)
{
    run (user_data, FALSE);
    return NULL;
}

/* The work plan's balance and one asked for at the command line. */
static void
test_two_at_once (Fixture *fixture, gconstpointer data)
{
    g_autofree char *together = NULL;
    g_autofree char *alone = NULL;
    GThread *threads[4];

    for (size_t i = 0; i < G_N_ELEMENTS (threads); i++)
        threads[i] = g_thread_new ("balance", run_in_thread, fixture);
    for (size_t i = 0; i < G_N_ELEMENTS (threads); i++)
        g_thread_join (threads[i]);
    together = state (fixture);
    run (fixture, TRUE);
    alone = state (fixture);
    g_assert_cmpstr (together, ==, alone);
}

static gpointer
cancel_later (gpointer user_data)
{
    g_usleep (300 * 1000);
    g_cancellable_cancel (user_data);
    return NULL;
}

static void
test_waiting_is_cancelled (Fixture *fixture, gconstpointer data)
{
    g_autoptr(GCancellable) cancellable = g_cancellable_new ();
    g_autoptr(PGresult) lock = tally_db_run (fixture->settle, "energy/lock", 0, NULL, NULL);
    TallyEnergyOrder order = { .days = period, .now = INT32_MAX, .cancellable = cancellable };
    TallyEnergyResult result;
    GThread *thread = g_thread_new ("cancel", cancel_later, cancellable);
    g_autoptr(GError) error = NULL;

    g_assert_nonnull (lock);
    g_assert_false (
        tally_energy_step_run (tally_test_db_conninfo (fixture->base), &order, &result, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    g_thread_join (thread);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    ADD ("/energy-increment/only-what-changed", test_only_what_changed);
    ADD ("/energy-increment/other-intervals", test_other_intervals);
    ADD ("/energy-increment/equals-full-recompute", test_equals_full_recompute);
    ADD ("/energy-increment/two-at-once", test_two_at_once);
    ADD ("/energy-increment/waiting-is-cancelled", test_waiting_is_cancelled);

    return g_test_run ();
}
