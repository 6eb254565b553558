// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: the one row of a meter's day says what its attempts say, whatever order and batches they
 * come in, come they twice or by two ways at once. */
#include "server/collect/tally-collect-plan-store.h"
#include "tests/lib/tally-test-db.h"

#define N_METERS 7
#define N_DAYS 3
#define N_ATTEMPTS 400
#define DAY 20720
#define DAY_US (INT64_C (86400) * G_USEC_PER_SEC)

typedef struct {
    TallyTestDb *base;
    TallyDb *collector;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
    fixture->base = tally_test_db_new ();
    fixture->collector = tally_test_db_open_as (fixture->base, "tally_collector");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
    g_clear_object (&fixture->collector);
    tally_test_db_free (fixture->base);
}

/* No two of a meter were made at one instant; half of the clocks are behind. */
static TallyCollectAttempt
make_attempt (GRand *rand, int i)
{
    int32_t day = DAY + g_rand_int_range (rand, 0, N_DAYS);
    TallyCollectAttempt attempt = {
        .district_id = g_rand_int_range (rand, 1, 3),
        .day = day,
        .meter_id = g_rand_int_range (rand, 1, N_METERS + 1),
        .point_id = g_rand_int_range (rand, 1, 4),
        .gateway_id = g_rand_int_range (rand, 1, 4),
        .asked_at_us = day * DAY_US + g_rand_int_range (rand, 0, 86000) * G_USEC_PER_SEC + i,
        .tries = 1,
        .result = (TallyAttemptResult) g_rand_int_range (rand, 0, TALLY_ATTEMPT_N_RESULTS),
        .reason = "",
    };

    if (g_rand_boolean (rand))
        attempt.answered_at_us = attempt.asked_at_us + g_rand_int_range (rand, 1, 9000000);
    attempt.has_clock = g_rand_boolean (rand);
    attempt.clock_offset_ms = g_rand_int_range (rand, -5000, 5000);
    if (attempt.result != TALLY_ATTEMPT_OK)
        attempt.reason = tally_attempt_result_name (attempt.result);
    return attempt;
}

static void
add (TallyDb *db, const TallyCollectAttempt *attempts, size_t n)
{
    g_autoptr(TallyCollectBatch) batch = tally_collect_batch_new ();
    g_autoptr(GError) error = NULL;

    for (size_t i = 0; i < n; i++)
        tally_collect_batch_add_attempt (batch, &attempts[i]);
    tally_collect_plan_store_add_attempts (db, batch, &error);
    g_assert_no_error (error);
}

static void
shuffle (GRand *rand, TallyCollectAttempt *attempts, size_t n)
{
    for (size_t i = n - 1; i > 0; i--) {
        size_t k = (size_t) g_rand_int_range (rand, 0, (int) i + 1);
        TallyCollectAttempt swap = attempts[i];

        attempts[i] = attempts[k];
        attempts[k] = swap;
    }
}

/* With a straight reading of the attempts. */
static void
expect_agreement (Fixture *fixture)
{
    static const char sql[] =
        "WITH straight AS (SELECT district_id, day, meter_id, max (asked_at) AS asked_at,"
        " (array_agg (point_id ORDER BY asked_at DESC))[1] AS point_id,"
        " (array_agg (gateway_id ORDER BY asked_at DESC))[1] AS gateway_id,"
        " (array_agg (result ORDER BY asked_at DESC))[1] AS result,"
        " (array_agg (reason ORDER BY asked_at DESC))[1] AS reason,"
        " (array_agg (clock_offset_ms ORDER BY asked_at DESC))[1] AS clock_offset_ms,"
        " max (answered_at) AS answered_at, max (clock_offset_ms) AS ahead_ms,"
        " min (clock_offset_ms) AS behind_ms, count (*)::integer AS n_asked,"
        " (count (*) FILTER (WHERE result = 'ok'))::integer AS n_ok"
        " FROM collect.attempt GROUP BY district_id, day, meter_id)"
        " SELECT (SELECT count (*) FROM (SELECT * FROM straight EXCEPT SELECT * FROM collect.asked)"
        " a) || ' ' || (SELECT count (*) FROM (SELECT * FROM collect.asked EXCEPT SELECT * FROM"
        " straight) b) || ' ' || (SELECT sum (n_asked) FROM collect.asked)";
    g_autofree char *found = tally_test_db_ask (fixture->base, sql);
    g_autofree char *expected = g_strdup_printf ("0 0 %d", N_ATTEMPTS);

    g_assert_cmpstr (found, ==, expected);
}

/* Returns: (transfer full): all attempts, made by the test's seed */
static TallyCollectAttempt *
make_attempts (GRand *rand)
{
    TallyCollectAttempt *attempts = g_new (TallyCollectAttempt, N_ATTEMPTS);

    for (int i = 0; i < N_ATTEMPTS; i++)
        attempts[i] = make_attempt (rand, i);
    return attempts;
}

static void
test_any_order (Fixture *fixture, gconstpointer data)
{
    g_autoptr(GRand) rand = g_rand_new_with_seed ((guint32) g_test_rand_int ());
    g_autofree TallyCollectAttempt *attempts = make_attempts (rand);

    for (int round = 0; round < 4; round++) {
        size_t n;

        shuffle (rand, attempts, N_ATTEMPTS);
        /* The second round brings every attempt once more. */
        if (round % 2 == 0)
            tally_test_db_script (fixture->base, "TRUNCATE collect.attempt, collect.asked");
        for (size_t i = 0; i < N_ATTEMPTS; i += n) {
            n = (size_t) g_rand_int_range (rand, 1, 60); /* MIN would ask twice */
            n = MIN (n, N_ATTEMPTS - i);
            add (fixture->collector, attempts + i, n);
        }
        expect_agreement (fixture);
    }
}

typedef struct {
    TallyTestDb *base;
    const TallyCollectAttempt *attempts;
    size_t n;
} Way;

/* One attempt of each meter a batch, so that both ways change the same rows all the time. */
static gpointer
go_way (gpointer data)
{
    const Way *way = data;
    g_autoptr(TallyDb) db = tally_test_db_open_as (way->base, "tally_collector");

    for (size_t i = 0; i < way->n; i += 20)
        add (db, way->attempts + i, MIN (20, way->n - i));
    return NULL;
}

static void
test_two_ways (Fixture *fixture, gconstpointer data)
{
    g_autoptr(GRand) rand = g_rand_new_with_seed ((guint32) g_test_rand_int ());
    g_autofree TallyCollectAttempt *attempts = make_attempts (rand);
    Way ways[2] = { { fixture->base, attempts, N_ATTEMPTS / 2 },
                    { fixture->base, attempts + N_ATTEMPTS / 2, N_ATTEMPTS / 2 } };
    GThread *other = g_thread_new ("way", go_way, &ways[0]);

    go_way (&ways[1]);
    g_thread_join (other);
    expect_agreement (fixture);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    g_test_add ("/asked/any-order", Fixture, NULL, set_up, test_any_order, tear_down);
    g_test_add ("/asked/two-ways", Fixture, NULL, set_up, test_two_ways, tear_down);
    return g_test_run ();
}
