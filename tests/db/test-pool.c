// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: the pool never blocks, never mixes requests up, never loses one, and comes
 * back after the server was away. */
#include "server/db/tally-pool.h"
#include "shared/error/tally-error.h"
#include "tests/lib/tally-test-db.h"

typedef struct {
    TallyTestDb *base;
    TallyPool *pool;
} Fixture;

/* One request and what came of it. */
typedef struct {
    gboolean is_done;
    GPtrArray *results;
    GError *error;
} Reply;

static void
reply_clear (Reply *reply)
{
    g_clear_pointer (&reply->results, g_ptr_array_unref);
    g_clear_error (&reply->error);
    reply->is_done = FALSE;
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reply, reply_clear)

static void
set_up (Fixture *fixture, gconstpointer data)
{
    guint n_connections = data != NULL ? GPOINTER_TO_UINT (data) : 2;

    fixture->base = tally_test_db_new ();
    tally_test_db_script (fixture->base,
                          "CREATE TABLE test_row (id integer PRIMARY KEY, note text NOT NULL);"
                          "INSERT INTO test_row VALUES (1, '');"
                          "GRANT ALL ON test_row TO PUBLIC");
    fixture->pool = tally_pool_new (tally_test_db_conninfo (fixture->base), "tally_api",
                                    n_connections, 100);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
    tally_pool_close (fixture->pool);
    g_assert_finalize_object (fixture->pool);
    tally_test_db_free (fixture->base);
}

static void
on_replied (GObject *source, GAsyncResult *result, gpointer user_data)
{
    Reply *reply = user_data;

    reply->results = tally_pool_query_finish (TALLY_POOL (source), result, &reply->error);
    reply->is_done = TRUE;
}

static void
wait_for (Reply *reply)
{
    while (!reply->is_done)
        g_main_context_iteration (NULL, TRUE);
}

static void
ask (Fixture *fixture, const char *name, const char *first, const char *second, Reply *reply)
{
    const char *values[] = { first, second };
    TallyQuery query = { name, second != NULL ? 2 : first != NULL ? 1 : 0, values };

    tally_pool_query_async (fixture->pool, NULL, &query, 1, NULL, on_replied, reply);
}

static void
ask_and_wait (Fixture *fixture,
              const char *name,
              const char *first,
              const char *second,
              Reply *reply)
{
    ask (fixture, name, first, second, reply);
    wait_for (reply);
}

static const char *
value_of (const Reply *reply, guint query, int column)
{
    g_assert_no_error (reply->error);
    return PQgetvalue (g_ptr_array_index (reply->results, query), 0, column);
}

static void
test_pipeline_in_order (Fixture *fixture, gconstpointer data)
{
    const char *a[] = { "a", "1" };
    const char *b[] = { NULL, "2" };
    TallyQuery queries[] = { { "test/echo", 2, a },
                             { "test/who", 0, NULL },
                             { "test/echo", 2, b } };
    TallyScope scope = { "tally_clerk", 7, 99, "me" };
    g_auto(Reply) reply = { 0 };

    tally_pool_query_async (fixture->pool, &scope, queries, 3, NULL, on_replied, &reply);
    wait_for (&reply);
    g_assert_cmpstr (value_of (&reply, 0, 0), ==, "aa");
    g_assert_cmpstr (value_of (&reply, 1, 0), ==, "tally_clerk");
    g_assert_cmpstr (value_of (&reply, 1, 1), ==, "99");
    g_assert_cmpstr (value_of (&reply, 2, 1), ==, "2");
    g_assert_true (PQgetisnull (g_ptr_array_index (reply.results, 2), 0, 0));
}

/* The next request on the same connection is nobody's again. */
static void
test_scope_does_not_leak (Fixture *fixture, gconstpointer data)
{
    TallyQuery query = { "test/who", 0, NULL };
    TallyScope scope = { "tally_clerk", 7, 99, "me" };
    g_auto(Reply) first = { 0 };
    g_auto(Reply) second = { 0 };

    tally_pool_query_async (fixture->pool, &scope, &query, 1, NULL, on_replied, &first);
    ask_and_wait (fixture, "test/who", NULL, NULL, &second);
    g_assert_cmpstr (value_of (&first, 0, 0), ==, "tally_clerk");
    g_assert_cmpstr (value_of (&second, 0, 0), ==, "tally_api");
    g_assert_cmpstr (value_of (&second, 0, 1), ==, "");
}

static void
test_role_is_refused (Fixture *fixture, gconstpointer data)
{
    TallyQuery query = { "test/who", 0, NULL };
    TallyScope scope = { "tally_settle", 7, 99, "me" };
    g_auto(Reply) reply = { 0 };
    g_auto(Reply) after = { 0 };

    tally_pool_query_async (fixture->pool, &scope, &query, 1, NULL, on_replied, &reply);
    wait_for (&reply);
    g_assert_error (reply.error, TALLY_ERROR, TALLY_ERROR_FORBIDDEN);
    ask_and_wait (fixture, "test/raw-count", NULL, NULL, &after);
    g_assert_error (after.error, TALLY_ERROR, TALLY_ERROR_FORBIDDEN);
}

static void
test_fault_undoes_all (Fixture *fixture, gconstpointer data)
{
    const char *row[] = { "5", "lost" };
    const char *zero[] = { "0" };
    TallyQuery queries[] = { { "test/insert", 2, row },
                             { "test/divide", 1, zero },
                             { "test/insert", 2, row } };
    g_autofree char *count = NULL;

    for (int i = 0; i < 5; i++) {
        g_auto(Reply) reply = { 0 };
        g_auto(Reply) after = { 0 };

        tally_pool_query_async (fixture->pool, NULL, queries, 3, NULL, on_replied, &reply);
        wait_for (&reply);
        g_assert_error (reply.error, TALLY_ERROR, TALLY_ERROR_INVALID);
        g_assert_true (g_str_has_prefix (reply.error->message, "test/divide: 22012"));
        ask_and_wait (fixture, "test/echo", "x", "1", &after);
        g_assert_cmpstr (value_of (&after, 0, 0), ==, "ax");
    }
    count = tally_test_db_ask (fixture->base, "SELECT count(*) FROM test_row");
    g_assert_cmpstr (count, ==, "1");
    g_assert_cmpint (tally_pool_get_state (fixture->pool).n_connects, <=, 2);
}

static void
test_unknown_statement (Fixture *fixture, gconstpointer data)
{
    g_auto(Reply) reply = { 0 };

    ask_and_wait (fixture, "test/does-not-exist", NULL, NULL, &reply);
    g_assert_error (reply.error, G_RESOURCE_ERROR, G_RESOURCE_ERROR_NOT_FOUND);
}

static void
test_bounded_queue (Fixture *fixture, gconstpointer data)
{
    g_autofree Reply *replies = g_new0 (Reply, 110);
    int n_busy = 0;

    for (int i = 0; i < 110; i++) {
        g_autofree char *number = g_strdup_printf ("%d", i);

        ask (fixture, "test/echo", "x", number, &replies[i]);
    }
    for (int i = 0; i < 110; i++) {
        wait_for (&replies[i]);
        if (g_error_matches (replies[i].error, TALLY_ERROR, TALLY_ERROR_BUSY))
            n_busy++;
        else
            g_assert_cmpint (g_ascii_strtoll (value_of (&replies[i], 0, 1), NULL, 10), ==, i);
        reply_clear (&replies[i]);
    }
    /* Nothing is connected before the main loop turns, so exactly the queue's length fits. */
    g_assert_cmpint (n_busy, ==, 10);
}

static gboolean
tick (gpointer n_ticks)
{
    (*(int *) n_ticks)++;
    return G_SOURCE_CONTINUE;
}

static void
test_main_loop_goes_on (Fixture *fixture, gconstpointer data)
{
    g_auto(Reply) reply = { 0 };
    int n_ticks = 0;
    guint source = g_timeout_add (20, tick, &n_ticks);

    ask_and_wait (fixture, "test/sleep", "0.6", NULL, &reply);
    g_source_remove (source);
    g_assert_no_error (reply.error);
    g_assert_cmpint (n_ticks, >, 10);
}

static void
test_cancelled_while_waiting (Fixture *fixture, gconstpointer data)
{
    const char *values[] = { "40", "cancelled" };
    TallyQuery query = { "test/insert", 2, values };
    g_autoptr(GCancellable) cancellable = g_cancellable_new ();
    g_auto(Reply) long_one = { 0 };
    g_auto(Reply) reply = { 0 };
    g_autofree char *count = NULL;

    ask (fixture, "test/sleep", "0.3", NULL, &long_one);
    tally_pool_query_async (fixture->pool, NULL, &query, 1, cancellable, on_replied, &reply);
    g_cancellable_cancel (cancellable);
    wait_for (&reply);
    g_assert_error (reply.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    wait_for (&long_one);
    g_assert_no_error (long_one.error);
    count = tally_test_db_ask (fixture->base, "SELECT count(*) FROM test_row WHERE id = 40");
    g_assert_cmpstr (count, ==, "0");
}

/* Ends every session of the pool, as a crash of the server does. */
#define CUT                                                    \
    "SELECT pg_terminate_backend (pid) FROM pg_stat_activity " \
    "WHERE usename = 'tally_api' AND datname = current_database ()"

static void
test_cut_in_the_middle (Fixture *fixture, gconstpointer data)
{
    g_auto(Reply) reply = { 0 };
    gint64 start;

    ask (fixture, "test/sleep", "5", NULL, &reply);
    while (tally_pool_get_state (fixture->pool).n_busy != 1
           || tally_pool_get_state (fixture->pool).n_waiting != 0)
        g_main_context_iteration (NULL, TRUE);
    g_usleep (100000);
    tally_test_db_script (fixture->base, CUT);
    wait_for (&reply);
    g_assert_error (reply.error, TALLY_ERROR, TALLY_ERROR_OFFLINE);

    start = g_get_monotonic_time ();
    reply_clear (&reply);
    ask_and_wait (fixture, "test/echo", "back", "1", &reply);
    g_assert_cmpstr (value_of (&reply, 0, 0), ==, "aback");
    g_assert_cmpint (g_get_monotonic_time () - start, <, 3 * G_USEC_PER_SEC);
}

static void
test_cut_while_idle (Fixture *fixture, gconstpointer data)
{
    g_auto(Reply) reply = { 0 };

    for (guint64 n_connects = 2; n_connects <= 6; n_connects += 2) {
        while (tally_pool_get_state (fixture->pool).n_connects < n_connects
               || tally_pool_get_state (fixture->pool).n_online < 2
               || tally_pool_get_state (fixture->pool).n_busy > 0)
            g_main_context_iteration (NULL, TRUE);
        ask_and_wait (fixture, "test/echo", "x", "1", &reply);
        g_assert_no_error (reply.error);
        reply_clear (&reply);
        tally_test_db_script (fixture->base, CUT);
    }
    g_assert_cmpint (tally_pool_get_state (fixture->pool).n_failed, ==, 0);
}

static void
test_close_answers_all (Fixture *fixture, gconstpointer data)
{
    g_auto(Reply) running = { 0 };
    g_auto(Reply) waiting = { 0 };
    g_auto(Reply) late = { 0 };

    ask (fixture, "test/sleep", "5", NULL, &running);
    while (tally_pool_get_state (fixture->pool).n_waiting > 0)
        g_main_context_iteration (NULL, TRUE);
    ask (fixture, "test/echo", "x", "1", &waiting);
    tally_pool_close (fixture->pool);
    ask (fixture, "test/echo", "x", "1", &late);
    wait_for (&running);
    wait_for (&waiting);
    wait_for (&late);
    g_assert_error (running.error, TALLY_ERROR, TALLY_ERROR_OFFLINE);
    g_assert_error (waiting.error, TALLY_ERROR, TALLY_ERROR_OFFLINE);
    g_assert_error (late.error, TALLY_ERROR, TALLY_ERROR_OFFLINE);
}

static void
test_nobody_there (void)
{
    g_autoptr(TallyPool) pool = tally_pool_new ("host=/nonexistent", "tally_api", 2, 10);
    Fixture fixture = { NULL, pool };
    g_auto(Reply) reply = { 0 };
    gint64 start = g_get_monotonic_time ();

    ask_and_wait (&fixture, "test/who", NULL, NULL, &reply);
    g_assert_error (reply.error, TALLY_ERROR, TALLY_ERROR_OFFLINE);
    g_assert_cmpint (g_get_monotonic_time () - start, <, 7 * G_USEC_PER_SEC);
    tally_pool_close (pool);
}

/* Two connections that lock two rows crosswise: one is told to try again. */
static void
test_deadlock_is_tried_again (Fixture *fixture, gconstpointer data)
{
    const char *one[] = { "1", "x" };
    const char *two[] = { "2", "x" };
    const char *nap[] = { "0.2" };
    TallyQuery there[] = { { "test/update", 2, one },
                           { "test/sleep", 1, nap },
                           { "test/update", 2, two } };
    TallyQuery back[] = { { "test/update", 2, two },
                          { "test/sleep", 1, nap },
                          { "test/update", 2, one } };
    g_auto(Reply) a = { 0 };
    g_auto(Reply) b = { 0 };

    tally_test_db_script (fixture->base, "INSERT INTO test_row VALUES (2, '')");
    tally_pool_query_async (fixture->pool, NULL, there, 3, NULL, on_replied, &a);
    tally_pool_query_async (fixture->pool, NULL, back, 3, NULL, on_replied, &b);
    wait_for (&a);
    wait_for (&b);
    g_assert_no_error (a.error);
    g_assert_no_error (b.error);
}

#define ADD(path, n, test) g_test_add (path, Fixture, GUINT_TO_POINTER (n), set_up, test, tear_down)

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    /* A lost connection is logged, and is what these tests are about. */
    g_log_set_always_fatal (G_LOG_FATAL_MASK);

    ADD ("/pool/pipeline-in-order", 2, test_pipeline_in_order);
    ADD ("/pool/scope-does-not-leak", 1, test_scope_does_not_leak);
    ADD ("/pool/role-is-refused", 1, test_role_is_refused);
    ADD ("/pool/fault-undoes-all", 1, test_fault_undoes_all);
    ADD ("/pool/unknown-statement", 1, test_unknown_statement);
    ADD ("/pool/bounded-queue", 2, test_bounded_queue);
    ADD ("/pool/main-loop-goes-on", 1, test_main_loop_goes_on);
    ADD ("/pool/cancelled-while-waiting", 1, test_cancelled_while_waiting);
    ADD ("/pool/deadlock-is-tried-again", 2, test_deadlock_is_tried_again);
    ADD ("/pool/cut-in-the-middle", 1, test_cut_in_the_middle);
    ADD ("/pool/cut-while-idle", 2, test_cut_while_idle);
    ADD ("/pool/close-answers-all", 1, test_close_answers_all);
    g_test_add_func ("/pool/nobody-there", test_nobody_there);

    return g_test_run ();
}
