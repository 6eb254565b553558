// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: a mass action stays within what the server takes of one person, 120 at once and two a
 * second (RELIABILITY: API 120 a minute), with room for what else the window asks for. */
#include "client-gtk/models/tally-pace.h"

#define N 1000
#define SERVER_AT_ONCE 120
#define SERVER_EACH_US (G_USEC_PER_SEC / 2)
#define OTHERS_EACH_S 10

/* The server's bucket, and a request of another part of the window every ten seconds. */
typedef struct {
    gint64 n_us; /* what is in it, as time */
    gint64 at_us;
} Bucket;

static gboolean
take (Bucket *bucket, gint64 now_us)
{
    const gint64 full_us = SERVER_AT_ONCE * SERVER_EACH_US;

    bucket->n_us = MIN (full_us, bucket->n_us + now_us - bucket->at_us);
    bucket->at_us = now_us;
    if (bucket->n_us < SERVER_EACH_US)
        return FALSE;
    bucket->n_us -= SERVER_EACH_US;
    return TRUE;
}

/* One after another, each answered after @answer_us. */
static void
test_stays_within (gconstpointer data)
{
    gint64 answer_us = *(const int *) data * G_TIME_SPAN_MILLISECOND;
    Bucket bucket = { SERVER_AT_ONCE * SERVER_EACH_US, 0 };
    TallyPace pace = { 0 };
    gint64 now_us = 0;
    gint64 next_other_us = 0;

    for (int i = 0; i < N; i++) {
        now_us += tally_pace_wait (&pace, now_us);
        for (; next_other_us <= now_us; next_other_us += OTHERS_EACH_S * G_USEC_PER_SEC)
            g_assert_true (take (&bucket, MAX (next_other_us, bucket.at_us)));
        g_assert_true (take (&bucket, now_us));
        now_us += answer_us;
    }
    /* And no slower than it has to be: the last ones at the pace, the first at once. */
    g_assert_cmpint (now_us, <=,
                     MAX (N * answer_us, (N - TALLY_PACE_AT_ONCE) * TALLY_PACE_EACH_US
                                             + TALLY_PACE_EACH_US + answer_us));
}

static void
test_a_few_at_once (void)
{
    TallyPace pace = { 0 };
    gint64 now_us = 5 * G_USEC_PER_SEC;

    for (int i = 0; i < TALLY_PACE_AT_ONCE; i++)
        g_assert_cmpint (tally_pace_wait (&pace, now_us), ==, 0);
    g_assert_cmpint (tally_pace_wait (&pace, now_us), ==, TALLY_PACE_EACH_US);
    g_assert_cmpint (tally_pace_wait (&pace, now_us), ==, 2 * TALLY_PACE_EACH_US);

    /* After a rest as long as that it is as at first. */
    now_us += (TALLY_PACE_AT_ONCE + 2) * TALLY_PACE_EACH_US;
    for (int i = 0; i < TALLY_PACE_AT_ONCE; i++)
        g_assert_cmpint (tally_pace_wait (&pace, now_us), ==, 0);
    g_assert_cmpint (tally_pace_wait (&pace, now_us), ==, TALLY_PACE_EACH_US);
}

int
main (int argc, char **argv)
{
    static const int answers_ms[] = { 0, 5, 100, 700 };

    g_test_init (&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS (answers_ms); i++) {
        g_autofree char *path = g_strdup_printf ("/pace/stays-within/%d-ms", answers_ms[i]);

        g_test_add_data_func (path, &answers_ms[i], test_stays_within);
    }
    g_test_add_func ("/pace/a-few-at-once", test_a_few_at_once);
    return g_test_run ();
}
