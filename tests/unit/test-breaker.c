// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: a gateway that fails is left alone longer and longer, up to a bound that lets it be back
 * in time; one good visit forgets it all. */
#include "server/collect/tally-breaker-calc.h"

typedef struct {
    TallyVisitEnd end;
    int64_t rest_us[11]; /* after each failure in a row, without jitter */
} Row;

#define S G_USEC_PER_SEC

static const Row rows[] = {
    { TALLY_VISIT_AWAY,
      { 1 * S, 2 * S, 4 * S, 4 * S, 4 * S, 4 * S, 4 * S, 4 * S, 4 * S, 4 * S, 4 * S } },
    { TALLY_VISIT_SILENT,
      { 2 * S, 4 * S, 5 * S, 5 * S, 5 * S, 5 * S, 5 * S, 5 * S, 5 * S, 5 * S, 5 * S } },
};

static void
test_rests (void)
{
    for (size_t i = 0; i < G_N_ELEMENTS (rows); i++) {
        TallyBreaker breaker = { 0 };

        for (guint n = 0; n < G_N_ELEMENTS (rows[i].rest_us); n++) {
            tally_breaker_note (&breaker, rows[i].end, 1000, 0);
            g_assert_cmpint (breaker.rests_until_us, ==, 1000 + rows[i].rest_us[n]);
            g_assert_cmpint (breaker.n_failures, ==, n + 1);
        }
        tally_breaker_note (&breaker, TALLY_VISIT_WELL, 2000, 0);
        g_assert_cmpint (breaker.rests_until_us, ==, 0);
        g_assert_cmpint (breaker.n_failures, ==, 0);
    }
}

static void
test_bounds (void)
{
    for (int i = 0; i < 10000; i++) {
        TallyBreaker breaker = { .n_failures = (guint) g_test_rand_int () };
        gboolean is_away = g_test_rand_bit ();
        int64_t most = is_away ? TALLY_BREAKER_AWAY_US : TALLY_BREAKER_SILENT_US;

        tally_breaker_note (&breaker, is_away ? TALLY_VISIT_AWAY : TALLY_VISIT_SILENT, 0,
                            (uint32_t) g_test_rand_int ());
        g_assert_cmpint (breaker.rests_until_us, >=, S * 3 / 4);
        g_assert_cmpint (breaker.rests_until_us, <=, most);
    }
}

/* It rests until the instant that was said, not with it; a gateway that never failed is not left
 * alone. */
static void
test_is_open (void)
{
    TallyBreaker breaker = { 0 };

    g_assert_false (tally_breaker_is_open (&breaker, 0));
    g_assert_false (tally_breaker_is_open (&breaker, INT64_MAX));
    tally_breaker_note (&breaker, TALLY_VISIT_AWAY, 1000, 0);
    g_assert_true (tally_breaker_is_open (&breaker, 1000));
    g_assert_true (tally_breaker_is_open (&breaker, S + 999));
    g_assert_false (tally_breaker_is_open (&breaker, S + 1000));
}

/* A knock that began just before the network came back, the rest after it, and the next look. */
static void
test_is_back_in_time (void)
{
    int64_t knock = TALLY_BREAKER_KNOCK_MS * INT64_C (1000);

    g_assert_cmpint (knock + MAX (TALLY_BREAKER_AWAY_US, TALLY_BREAKER_SILENT_US) + S, <=, 10 * S);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    g_test_add_func ("/breaker/rests", test_rests);
    g_test_add_func ("/breaker/bounds", test_bounds);
    g_test_add_func ("/breaker/is-open", test_is_open);
    g_test_add_func ("/breaker/is-back-in-time", test_is_back_in_time);

    return g_test_run ();
}
