// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: whatever the network does between us and PostgreSQL, readings wait in the spool and are
 * stored once when it is back, questions end with an error and never hang, and a cable that is cut
 * shows to who only listens. */
#include "server/db/tally-pool.h"
#include "server/db/tally-sql.h"
#include "server/raw/tally-raw-intake.h"
#include "shared/error/tally-error.h"
#include "tests/fault/test-database-blocking.h"
#include "tests/lib/tally-test-chaos.h"
#include "tests/lib/tally-test-db.h"

#include <glib/gstdio.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#define DAY 20777
#define HARM_MS 1500
#define HANG_S 40 /* a hang, not a speed limit: connecting gives up after 5 s */

typedef struct {
    TallyTestDb *base;
    TallyTestChaos *chaos;
    char *conninfo; /* through it */
    char *folder;
    TallyCollectSpool *spool;
} Fixture;

/* A connection string through the proxy to the socket that @direct names. */
static char *
detour (Fixture *fixture, const char *direct)
{
    PQconninfoOption *options = PQconninfoParse (direct, NULL);
    g_autofree char *socket = NULL;
    const char *host = NULL;
    const char *name = NULL;
    char *conninfo;

    for (PQconninfoOption *option = options; option->keyword != NULL; option++) {
        host = g_str_equal (option->keyword, "host") ? option->val : host;
        name = g_str_equal (option->keyword, "dbname") ? option->val : name;
    }
    socket = g_build_filename (host, ".s.PGSQL.5432", NULL);
    fixture->chaos = tally_test_chaos_new_to_socket (socket);
    conninfo = g_strdup_printf ("host=127.0.0.1 port=%d dbname=%s",
                                tally_test_chaos_get_port (fixture->chaos), name);
    PQconninfoFree (options);
    return conninfo;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
    g_autofree char *path = NULL;
    g_autoptr(GError) error = NULL;

    fixture->base = tally_test_db_new ();
    fixture->conninfo = detour (fixture, tally_test_db_conninfo (fixture->base));
    fixture->folder = g_dir_make_tmp ("tally-net-XXXXXX", &error);
    g_assert_no_error (error);
    path = g_build_filename (fixture->folder, "spool.db", NULL);
    fixture->spool = tally_collect_spool_open (path, TALLY_SPOOL_MAX_BYTES, &error);
    g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
    static const char *const files[] = { "spool.db", "spool.db-wal", "spool.db-shm" };

    g_clear_object (&fixture->spool);
    for (size_t i = 0; i < G_N_ELEMENTS (files); i++) {
        g_autofree char *path = g_build_filename (fixture->folder, files[i], NULL);

        g_remove (path);
    }
    g_rmdir (fixture->folder);
    g_free (fixture->folder);
    g_free (fixture->conninfo);
    tally_test_chaos_free (fixture->chaos);
    tally_test_db_free (fixture->base);
}

typedef struct {
    TallyChaosMode mode;
    guint rest_ms;
    gboolean lets_through; /* late, but whole */
} NetworkCase;

static const NetworkCase cases[] = {
    { TALLY_CHAOS_CUT, 0, FALSE },    { TALLY_CHAOS_HALF_OPEN, 0, FALSE },
    { TALLY_CHAOS_RESET, 0, FALSE },  { TALLY_CHAOS_SLOW, 1, TRUE },
    { TALLY_CHAOS_DELAY, 200, TRUE },
};

/* Who is connected is cut off first: half-open is what comes then. */
static void
harm (Fixture *fixture, const NetworkCase *c)
{
    if (c->mode == TALLY_CHAOS_HALF_OPEN)
        tally_test_chaos_set_mode (fixture->chaos, TALLY_CHAOS_CUT, 0);
    tally_test_chaos_set_mode (fixture->chaos, c->mode, c->rest_ms);
}

static void
put_batch (Fixture *fixture, int64_t point)
{
    g_autoptr(TallyCollectBatch) batch = tally_collect_batch_new ();
    TallyCollectFrame head = { .district_id = 1,
                               .day = DAY,
                               .point_id = point,
                               .meter_id = point,
                               .channel = 1,
                               .kind = TALLY_FRAME_INTERVAL,
                               .first_at = INT64_C (86400) * DAY,
                               .interval_s = 900 };
    int64_t values[96] = { 1, 2, 3 };
    g_autoptr(GError) error = NULL;

    tally_collect_batch_add_values (batch, &head, values, NULL, 96, &error);
    g_assert_no_error (error);
    tally_collect_spool_put (fixture->spool, batch, &error);
    g_assert_no_error (error);
}

static char *
stored (Fixture *fixture)
{
    return tally_test_db_ask (
        fixture->base, "SELECT count (*) || ' ' || count (DISTINCT point_id) FROM raw.frame");
}

static void
wait_for (Fixture *fixture, TallyRawIntake *intake, const char *answer)
{
    int64_t until = g_get_monotonic_time () + HANG_S * G_USEC_PER_SEC;

    for (;;) {
        g_autofree char *found = stored (fixture);

        if (g_str_equal (found, answer))
            return;
        g_assert_cmpint (g_get_monotonic_time (), <, until);
        tally_raw_intake_wake (intake);
        g_usleep (50 * 1000);
    }
}

static void
test_readings (Fixture *fixture, gconstpointer data)
{
    const NetworkCase *c = data;
    g_autoptr(TallyRawIntake) intake = tally_raw_intake_new (fixture->conninfo, fixture->spool);
    g_autofree char *meanwhile = NULL;
    TallySpoolState state;

    tally_raw_intake_start (intake);
    put_batch (fixture, 1);
    wait_for (fixture, intake, "1 1");
    harm (fixture, c);
    put_batch (fixture, 2);
    tally_raw_intake_wake (intake);
    g_usleep (HARM_MS * 1000);
    meanwhile = stored (fixture);
    if (!c->lets_through)
        g_assert_cmpstr (meanwhile, ==, "1 1");
    tally_test_chaos_set_mode (fixture->chaos, TALLY_CHAOS_PASS, 0);
    wait_for (fixture, intake, "2 2");
    tally_raw_intake_stop (intake);
    g_assert_true (tally_collect_spool_get_state (fixture->spool, &state, NULL));
    g_assert_cmpint (state.n_waiting, ==, 0);
    g_assert_cmpint (state.n_damaged, ==, 0);
}

typedef struct {
    gboolean is_answered;
    GPtrArray *results;
    GError *error;
} Answer;

static void
on_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
    Answer *answer = user_data;

    answer->results = tally_pool_query_finish (TALLY_POOL (source), result, &answer->error);
    answer->is_answered = TRUE;
}

static gboolean
on_tick (gpointer user_data)
{
    int64_t *last = user_data;
    int64_t now = g_get_monotonic_time ();

    last[1] = MAX (last[1], now - last[0]);
    last[0] = now;
    return G_SOURCE_CONTINUE;
}

/* Asks once; gives whether there was an answer. An error is one that a caller can act on. */
static gboolean
ask (TallyPool *pool)
{
    const TallyQuery query = { "db/is-recovering", 0, NULL };
    Answer answer = { 0 };
    int64_t until = g_get_monotonic_time () + HANG_S * G_USEC_PER_SEC;
    gboolean is_good;

    tally_pool_query_async (pool, NULL, &query, 1, NULL, on_answered, &answer);
    while (!answer.is_answered) {
        g_assert_cmpint (g_get_monotonic_time (), <, until);
        g_main_context_iteration (NULL, TRUE);
    }
    is_good = answer.error == NULL;
    g_assert_true (is_good || g_error_matches (answer.error, TALLY_ERROR, TALLY_ERROR_OFFLINE)
                   || g_error_matches (answer.error, TALLY_ERROR, TALLY_ERROR_BUSY));
    g_clear_pointer (&answer.results, g_ptr_array_unref);
    g_clear_error (&answer.error);
    return is_good;
}

static void
test_questions (Fixture *fixture, gconstpointer data)
{
    const NetworkCase *c = data;
    g_autoptr(TallyPool) pool = tally_pool_new (fixture->conninfo, "tally_settle", 2, 16);
    int64_t ticks[2] = { g_get_monotonic_time (), 0 };
    guint ticking = g_timeout_add (10, on_tick, ticks);
    int64_t until;

    g_assert_true (ask (pool));
    harm (fixture, c);
    g_assert_cmpint (ask (pool), ==, c->lets_through);
    tally_test_chaos_set_mode (fixture->chaos, TALLY_CHAOS_PASS, 0);
    until = g_get_monotonic_time () + HANG_S * G_USEC_PER_SEC;
    while (!ask (pool))
        g_assert_cmpint (g_get_monotonic_time (), <, until);
    g_source_remove (ticking);
    g_test_message ("the main loop was away for %d ms at most", (int) (ticks[1] / 1000));
}

/* Asked every few seconds whether it is still there, by the kernel. */
static void
test_cut_cable_shows (Fixture *fixture, gconstpointer data)
{
    TallySqlTarget target = tally_sql_target (fixture->conninfo, "tally_settle");
    PGconn *conn = PQconnectdbParams (target.keywords, target.values, TRUE);
    int values[4] = { 0 };
    const int options[] = { TCP_KEEPIDLE, TCP_KEEPINTVL, TCP_KEEPCNT, TCP_USER_TIMEOUT };
    socklen_t length = sizeof values[0];

    g_assert_cmpint (PQstatus (conn), ==, CONNECTION_OK);
    for (size_t i = 0; i < G_N_ELEMENTS (options); i++)
        g_assert_cmpint (getsockopt (PQsocket (conn), IPPROTO_TCP, options[i], &values[i], &length),
                         ==, 0);
    g_assert_cmpint (values[0] + values[1] * values[2], <=, 10);
    g_assert_cmpint (values[3], ==, 10000);
    PQfinish (conn);
}

static void
test_blocking (Fixture *fixture, gconstpointer data)
{
    test_database_blocking (fixture->base, fixture->chaos, fixture->conninfo);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
        const char *name = tally_test_chaos_mode_name (cases[i].mode);
        g_autofree char *readings = g_strconcat ("/database-network/readings/", name, NULL);
        g_autofree char *questions = g_strconcat ("/database-network/questions/", name, NULL);

        g_test_add (readings, Fixture, &cases[i], set_up, test_readings, tear_down);
        g_test_add (questions, Fixture, &cases[i], set_up, test_questions, tear_down);
    }
    g_test_add ("/database-network/cut-cable-shows", Fixture, NULL, set_up, test_cut_cable_shows,
                tear_down);
    g_test_add ("/database-network/blocking", Fixture, NULL, set_up, test_blocking, tear_down);

    return g_test_run ();
}
