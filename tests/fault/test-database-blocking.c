// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fault/test-database-blocking.h"

#include "server/db/tally-copy.h"
#include "shared/error/tally-error.h"

#define SILENCE_MS 600
#define SOON_MS 200
#define MANY_ROWS "20000" /* of 1 kB: more than the sockets between take */

typedef struct {
    TallyTestDb *base;
    TallyTestChaos *chaos;
    const char *conninfo; /* through it */
} Fixture;

/* A mode that comes while somebody waits. */
typedef struct {
    TallyTestChaos *chaos;
    TallyChaosMode mode;
} Soon;

static gpointer
change_soon (gpointer data)
{
    const Soon *soon = data;

    g_usleep (SOON_MS * 1000);
    tally_test_chaos_set_mode (soon->chaos, soon->mode, 0);
    return NULL;
}

/* Through the proxy; every step gives up soon. */
static TallyDb *
open_impatient (Fixture *fixture, GError **error)
{
    g_autofree char *conninfo = g_strconcat (fixture->conninfo, " connect_timeout=1", NULL);
    TallyDb *db = tally_db_open_as (conninfo, "tally_settle", error);

    if (db != NULL)
        tally_db_set_silence_limit (db, SILENCE_MS);
    return db;
}

typedef gboolean (*Step) (Fixture *fixture, TallyDb *db, GError **error);

static gboolean
ask_simply (Fixture *fixture, TallyDb *db, GError **error)
{
    return tally_db_script (db, "SELECT 1", error);
}

static gboolean
ask_silenced (Fixture *fixture, TallyDb *db, GError **error)
{
    tally_test_chaos_set_mode (fixture->chaos, TALLY_CHAOS_HALF_OPEN, 0);
    return ask_simply (fixture, db, error);
}

static gboolean
ask_garbled (Fixture *fixture, TallyDb *db, GError **error)
{
    tally_test_chaos_set_mode (fixture->chaos, TALLY_CHAOS_GARBAGE, 0);
    return ask_simply (fixture, db, error);
}

static gboolean
ask_until (Fixture *fixture, TallyDb *db, TallyChaosMode mode, const char *sql, GError **error)
{
    Soon soon = { fixture->chaos, mode };
    GThread *thread = g_thread_new ("soon", change_soon, &soon);
    gboolean is_good = tally_db_script (db, sql, error);

    g_thread_join (thread);
    return is_good;
}

/* The half of it is there when the network falls silent. */
static gboolean
ask_until_half (Fixture *fixture, TallyDb *db, GError **error)
{
    return ask_until (fixture, db, TALLY_CHAOS_HALF_OPEN,
                      "SELECT repeat ('x', 9000), pg_sleep (0.1) FROM generate_series (1, 40)",
                      error);
}

/* The question is lost; the network is well again when the database is asked about it. */
static gboolean
ask_unheard (Fixture *fixture, TallyDb *db, GError **error)
{
    tally_test_chaos_set_mode (fixture->chaos, TALLY_CHAOS_HALF_OPEN, 0);
    return ask_until (fixture, db, TALLY_CHAOS_PASS, "SELECT 1", error);
}

static gboolean
read_out (Fixture *fixture, TallyDb *db, TallyChaosMode mode, GError **error)
{
    const char *values[] = { MANY_ROWS };
    g_autoptr(TallyCopyOut) rows = tally_copy_out_new (db, "test/copy-many", 1, values, error);
    g_autoptr(GError) fault = NULL;
    int n = 0;

    g_assert_nonnull (rows);
    while (tally_copy_out_next (rows, &fault)) {
        tally_copy_out_skip (rows);
        tally_copy_out_skip (rows);
        if (++n == 10)
            tally_test_chaos_set_mode (fixture->chaos, mode, 0);
    }
    g_assert_cmpint (n, >=, 10);
    if (fault != NULL)
        g_propagate_error (error, g_steal_pointer (&fault));
    return *error == NULL;
}

static gboolean
read_silenced (Fixture *fixture, TallyDb *db, GError **error)
{
    return read_out (fixture, db, TALLY_CHAOS_HALF_OPEN, error);
}

static gboolean
read_garbled (Fixture *fixture, TallyDb *db, GError **error)
{
    return read_out (fixture, db, TALLY_CHAOS_GARBAGE, error);
}

/* Given up in the silence: neither the cancel nor the rest is waited for without end. */
static gboolean
leave_silenced (Fixture *fixture, TallyDb *db, GError **error)
{
    const char *values[] = { MANY_ROWS };
    g_autoptr(TallyCopyOut) rows = tally_copy_out_new (db, "test/copy-many", 1, values, error);

    g_assert_nonnull (rows);
    g_assert_true (tally_copy_out_next (rows, error));
    tally_test_chaos_set_mode (fixture->chaos, TALLY_CHAOS_HALF_OPEN, 0);
    g_clear_pointer (&rows, tally_copy_out_free);
    return ask_simply (fixture, db, error);
}

static gboolean
write_silenced (Fixture *fixture, TallyDb *db, GError **error)
{
    g_autoptr(TallyCopyIn) rows = NULL;

    tally_test_db_script (fixture->base,
                          "CREATE TABLE test_all (i2 int, i4 int, i8 int, yes int, day int, at int,"
                          " bytes int, words int, doc int, numbers int, tags int);"
                          "GRANT INSERT ON test_all TO tally_settle");
    rows = tally_copy_in_new (db, "test/copy-in", error);
    g_assert_nonnull (rows);
    tally_test_chaos_set_mode (fixture->chaos, TALLY_CHAOS_HALF_OPEN, 0);
    for (int i = 0; i < 10000; i++) {
        tally_copy_in_row (rows, 11);
        for (int field = 0; field < 11; field++)
            tally_copy_in_null (rows);
    }
    return tally_copy_in_finish (rows, NULL, error);
}

static gboolean
silence (TallyDb *db, gpointer user_data, GError **error)
{
    Fixture *fixture = user_data;

    if (!tally_db_script (db, "SELECT 1", error))
        return FALSE;
    tally_test_chaos_set_mode (fixture->chaos, TALLY_CHAOS_HALF_OPEN, 0);
    return TRUE;
}

static gboolean
commit_silenced (Fixture *fixture, TallyDb *db, GError **error)
{
    return tally_db_transact (db, TALLY_ISOLATION_EACH_STATEMENT, silence, fixture, error);
}

typedef struct {
    const char *name;
    Step step;
    const char *reason; /* a part of the message */
} StepCase;

static const StepCase step_cases[] = {
    { "answer-silent", ask_silenced, "no answer for 600 ms, and no new connection" },
    { "answer-half", ask_until_half, "no answer for 600 ms, and no new connection" },
    { "question-lost", ask_unheard, "the database no longer works at one" },
    { "copy-out-silent", read_silenced, "test/copy-many: no answer for 600 ms" },
    { "copy-out-left-silent", leave_silenced, NULL },
    { "copy-in-silent", write_silenced, "test/copy-in: no answer for 600 ms" },
    { "commit-silent", commit_silenced, "COMMIT: no answer for 600 ms" },
    { "answer-garbage", ask_garbled, NULL },
    { "copy-out-garbage", read_garbled, NULL },
};

/* Ends with an error that says to try again; that connection is over, the next one works. */
static void
try_step (Fixture *fixture, const StepCase *c)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyDb) db = open_impatient (fixture, &error);
    gboolean is_good;

    g_assert_no_error (error);
    is_good = c->step (fixture, db, &error);
    g_test_message ("%s: %s", c->name, is_good ? "no error" : error->message);
    g_assert_false (is_good);
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_OFFLINE);
    if (c->reason != NULL)
        g_assert_nonnull (strstr (error->message, c->reason));
    tally_test_chaos_set_mode (fixture->chaos, TALLY_CHAOS_PASS, 0);
    g_assert_false (ask_simply (fixture, db, NULL));
}

static void
try_connect (Fixture *fixture, TallyChaosMode mode, const char *reason)
{
    g_autoptr(GError) error = NULL;

    tally_test_chaos_set_mode (fixture->chaos, mode, 0);
    g_assert_null (open_impatient (fixture, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_OFFLINE);
    if (reason != NULL)
        g_assert_cmpstr (error->message, ==, reason);
    tally_test_chaos_set_mode (fixture->chaos, TALLY_CHAOS_PASS, 0);
}

/* A server that works in silence is waited for, with whatever limit. */
static void
try_long_work (Fixture *fixture)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyDb) db = open_impatient (fixture, &error);

    g_assert_no_error (error);
    g_assert_true (tally_db_script (db, "SELECT pg_sleep (1.6)", &error));
    tally_db_set_silence_limit (db, 10000);
    g_assert_true (tally_db_script (db, "SELECT pg_sleep (1.6)", &error));
    g_assert_no_error (error);
}

void
test_database_blocking (TallyTestDb *base, TallyTestChaos *chaos, const char *conninfo)
{
    Fixture fixture = { base, chaos, conninfo };

    try_connect (&fixture, TALLY_CHAOS_HALF_OPEN, "the database does not answer: connect timeout");
    try_connect (&fixture, TALLY_CHAOS_GARBAGE, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS (step_cases); i++)
        try_step (&fixture, &step_cases[i]);
    try_long_work (&fixture);
}
