// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: a transaction is whole or not at all, a conflict is tried again, a scope
 * ends with its transaction. */
#include "server/db/tally-db.h"
#include "shared/error/tally-error.h"
#include "tests/lib/tally-test-db.h"

typedef struct {
    TallyTestDb *base;
    TallyDb *db;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
    fixture->base = tally_test_db_new ();
    tally_test_db_script (fixture->base,
                          "CREATE TABLE test_row (id integer PRIMARY KEY, note text NOT NULL);"
                          "INSERT INTO test_row VALUES (1, ''), (2, '')");
    fixture->db = tally_test_db_open_as (fixture->base, "postgres");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
    g_assert_finalize_object (fixture->db);
    tally_test_db_free (fixture->base);
}

static gboolean
run_row (TallyDb *db, const char *name, const char *id, const char *note, GError **error)
{
    const char *values[] = { id, note };
    g_autoptr(PGresult) result = tally_db_run (db, name, 2, values, error);

    return result != NULL;
}

static void
expect (Fixture *fixture, const char *sql, const char *answer)
{
    g_autofree char *found = tally_test_db_ask (fixture->base, sql);

    g_assert_cmpstr (found, ==, answer);
}

static gboolean
insert_two (TallyDb *db, gpointer second, GError **error)
{
    return run_row (db, "test/insert", "10", "first", error)
           && run_row (db, "test/insert", second, "second", error);
}

static void
test_all_or_nothing (Fixture *fixture, gconstpointer data)
{
    g_autoptr(GError) error = NULL;

    g_assert_false (tally_db_transact (fixture->db, TALLY_ISOLATION_ONE_VIEW, insert_two,
                                       (gpointer) "1", &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_EXISTS);
    expect (fixture, "SELECT count(*) FROM test_row", "2");
    g_clear_error (&error);

    g_assert_true (tally_db_transact (fixture->db, TALLY_ISOLATION_ONE_VIEW, insert_two,
                                      (gpointer) "11", &error));
    g_assert_no_error (error);
    expect (fixture, "SELECT count(*) FROM test_row", "4");
}

static gboolean
insert_and_look_away (TallyDb *db, gpointer unused, GError **error)
{
    g_assert_true (run_row (db, "test/insert", "20", "lost", NULL));
    g_assert_false (run_row (db, "test/insert", "1", "taken", NULL));
    return TRUE;
}

/* COMMIT of a broken transaction answers without an error: it must not pass for stored. */
static void
test_swallowed_fault_is_found (Fixture *fixture, gconstpointer data)
{
    g_autoptr(GError) error = NULL;

    g_assert_false (tally_db_transact (fixture->db, TALLY_ISOLATION_ONE_VIEW, insert_and_look_away,
                                       NULL, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INTERNAL);
    expect (fixture, "SELECT count(*) FROM test_row", "2");
}

typedef struct {
    Fixture *fixture;
    int n_calls;
    int n_conflicts;
} Conflict;

/* Another session changes the row after our view of it was taken. */
static gboolean
update_in_conflict (TallyDb *db, gpointer user_data, GError **error)
{
    Conflict *conflict = user_data;

    if (!run_row (db, "test/echo", "view", "1", error))
        return FALSE;
    if (conflict->n_calls++ < conflict->n_conflicts)
        tally_test_db_script (conflict->fixture->base,
                              "UPDATE test_row SET note = note || 'other ' WHERE id = 1");
    return run_row (db, "test/update", "1", "mine", error);
}

static void
test_conflict_is_tried_again (Fixture *fixture, gconstpointer data)
{
    Conflict conflict = { fixture, 0, 2 };
    g_autoptr(GError) error = NULL;

    tally_db_transact (fixture->db, TALLY_ISOLATION_ONE_VIEW, update_in_conflict, &conflict,
                       &error);
    g_assert_no_error (error);
    g_assert_cmpint (conflict.n_calls, ==, 3);
    expect (fixture, "SELECT note FROM test_row WHERE id = 1", "mine");
}

static void
test_endless_conflict_ends (Fixture *fixture, gconstpointer data)
{
    Conflict conflict = { fixture, 0, G_MAXINT };
    g_autoptr(GError) error = NULL;

    g_assert_false (tally_db_transact (fixture->db, TALLY_ISOLATION_ONE_VIEW, update_in_conflict,
                                       &conflict, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_BUSY);
    g_assert_cmpint (conflict.n_calls, ==, 5);
}

static gboolean
become_portal (TallyDb *db, gpointer user_data, GError **error)
{
    const TallyScope scope = { "tally_portal", 7, 4200001, "0b1c" };
    char **who = user_data;
    g_autoptr(PGresult) rows = NULL;

    if (!tally_db_set_scope (db, &scope, error))
        return FALSE;
    rows = tally_db_run (db, "test/who", 0, NULL, error);
    if (rows == NULL)
        return FALSE;
    *who = g_strjoin (" ", PQgetvalue (rows, 0, 0), PQgetvalue (rows, 0, 1),
                      PQgetvalue (rows, 0, 2), NULL);
    return TRUE;
}

static void
test_scope_ends_with_transaction (Fixture *fixture, gconstpointer data)
{
    g_autofree char *who = NULL;
    g_autoptr(GError) error = NULL;
    g_autoptr(PGresult) after = NULL;

    tally_db_transact (fixture->db, TALLY_ISOLATION_ONE_VIEW, become_portal, &who, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (who, ==, "tally_portal 4200001 0b1c");

    after = tally_db_run (fixture->db, "test/who", 0, NULL, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (PQgetvalue (after, 0, 0), ==, "postgres");
    g_assert_cmpstr (PQgetvalue (after, 0, 1), ==, "");
}

static gboolean
become_clerk (TallyDb *db, gpointer unused, GError **error)
{
    return tally_db_set_role (db, "tally_clerk", error);
}

static void
test_role_is_refused (void)
{
    g_autoptr(TallyTestDb) base = tally_test_db_new ();
    g_autoptr(TallyDb) portal = tally_test_db_open_as (base, "tally_portal");
    g_autoptr(TallyDb) api = tally_test_db_open_as (base, "tally_api");
    g_autoptr(GError) error = NULL;

    g_assert_false (
        tally_db_transact (portal, TALLY_ISOLATION_ONE_VIEW, become_clerk, NULL, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_FORBIDDEN);
    g_clear_error (&error);
    tally_db_transact (api, TALLY_ISOLATION_ONE_VIEW, become_clerk, NULL, &error);
    g_assert_no_error (error);
}

typedef struct {
    const char *name;
    const char *statement;
    const char *values[2];
    TallyError code;
} FaultCase;

static const FaultCase faults[] = {
    { "taken", "test/insert", { "1", "again" }, TALLY_ERROR_EXISTS },
    { "null", "test/insert", { "30", NULL }, TALLY_ERROR_INVALID },
    { "not-a-number", "test/insert", { "x'; --", "a" }, TALLY_ERROR_INVALID },
};

static void
test_fault (Fixture *fixture, gconstpointer data)
{
    const FaultCase *c = data;
    g_autoptr(GError) error = NULL;

    g_assert_false (run_row (fixture->db, c->statement, c->values[0], c->values[1], &error));
    g_assert_error (error, TALLY_ERROR, (int) c->code);
    g_assert_true (g_str_has_prefix (error->message, c->statement));
}

static void
test_nobody_there (void)
{
    g_autoptr(GError) error = NULL;

    g_assert_null (tally_db_open ("host=/nonexistent", &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_OFFLINE);
}

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    ADD ("/db/transact/all-or-nothing", test_all_or_nothing);
    ADD ("/db/transact/swallowed-fault-is-found", test_swallowed_fault_is_found);
    ADD ("/db/transact/conflict-is-tried-again", test_conflict_is_tried_again);
    ADD ("/db/transact/endless-conflict-ends", test_endless_conflict_ends);
    ADD ("/db/scope/ends-with-transaction", test_scope_ends_with_transaction);
    g_test_add_func ("/db/scope/role-is-refused", test_role_is_refused);
    for (size_t i = 0; i < G_N_ELEMENTS (faults); i++) {
        g_autofree char *path = g_strconcat ("/db/fault/", faults[i].name, NULL);

        g_test_add (path, Fixture, &faults[i], set_up, test_fault, tear_down);
    }
    g_test_add_func ("/db/nobody-there", test_nobody_there);

    return g_test_run ();
}
