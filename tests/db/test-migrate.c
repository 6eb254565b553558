// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: whatever stops an upgrade, the next one ends in the same schema; what is
 * not ours is refused before it is touched. */
#include "server/db/tally-migrate.h"
#include "shared/error/tally-error.h"
#include "tests/lib/tally-test-db.h"

/* Everything that makes a schema, as one number. */
#define SCHEMA_HASH                                                                            \
    "SELECT md5 (string_agg (fact, E'\\n' ORDER BY fact)) FROM ("                              \
    "SELECT c.oid::regclass::text || c.relkind::text || c.relrowsecurity::text "               \
    "|| c.relforcerowsecurity::text || coalesce (c.relacl::text, '') FROM pg_class c "         \
    "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname !~ '^(pg_|information_)' "  \
    "UNION ALL SELECT a.attrelid::regclass::text || a.attname || a.atttypid::regtype::text "   \
    "|| a.attnotnull::text || coalesce (a.attacl::text, '') FROM pg_attribute a "              \
    "JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace "     \
    "WHERE a.attnum > 0 AND n.nspname !~ '^(pg_|information_)' "                               \
    "UNION ALL SELECT conrelid::regclass::text || conname || pg_get_constraintdef (oid) "      \
    "FROM pg_constraint "                                                                      \
    "UNION ALL SELECT p.oid::regprocedure::text || p.prosrc || coalesce (p.proacl::text, '') " \
    "FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace "                            \
    "WHERE n.nspname !~ '^(pg_|information_)' AND p.proname <> 'kill_at' "                     \
    "UNION ALL SELECT polname || polrelid::regclass::text || polroles::regrole[]::text "       \
    "|| coalesce (pg_get_expr (polqual, polrelid), '') FROM pg_policy"                         \
    ") AS facts (fact)"

static void
migrate (TallyDb *db)
{
    g_autoptr(GError) error = NULL;

    tally_migrate_as_administrator (db, &error);
    g_assert_no_error (error);
}

static void
test_again_is_harmless (void)
{
    g_autoptr(TallyTestDb) base = tally_test_db_new ();
    g_autoptr(TallyDb) db = tally_test_db_open_as (base, "postgres");
    g_autofree char *before = tally_test_db_ask (base, SCHEMA_HASH);
    g_autofree char *after = NULL;

    migrate (db);
    after = tally_test_db_ask (base, SCHEMA_HASH);
    g_assert_cmpstr (before, ==, after);
}

typedef struct {
    const char *name;
    const char *damage;
    const char *says;
} RefusalCase;

static const RefusalCase refusals[] = {
    { "edited", "UPDATE db.schema_history SET sha256 = 'x' WHERE version = 3",
      "0003-collect.sql was edited after it ran" },
    { "newer",
      "INSERT INTO db.schema_history (version, name, sha256) VALUES (9999, '9999-later.sql', '')",
      "9999-later.sql is unknown: the database belongs to a newer version" },
    { "gap", "DELETE FROM db.schema_history WHERE version = 2",
      "0002-ref.sql would run after a later one" },
    { "strange", "UPDATE db.schema_history SET version = 0, name = '0000-x.sql' WHERE version = 1",
      "0000-x.sql ran, but is not one of ours" },
};

static void
test_refusal (gconstpointer data)
{
    const RefusalCase *c = data;
    g_autoptr(TallyTestDb) base = tally_test_db_new ();
    g_autoptr(TallyDb) db = tally_test_db_open_as (base, "postgres");
    g_autoptr(GError) error = NULL;

    tally_test_db_script (base, c->damage);
    g_assert_false (tally_migrate_as_administrator (db, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INTERNAL);
    g_assert_cmpstr (error->message, ==, c->says);
}

static gpointer
migrate_in_thread (gpointer data)
{
    g_autoptr(TallyDb) db = tally_test_db_open_as (data, "postgres");

    migrate (db);
    return NULL;
}

static void
test_eight_at_once (void)
{
    g_autoptr(TallyTestDb) base = tally_test_db_new_empty ();
    g_autoptr(TallyTestDb) model = tally_test_db_new ();
    g_autofree char *expected = tally_test_db_ask (model, SCHEMA_HASH);
    g_autofree char *found = NULL;
    GThread *threads[8];

    for (size_t i = 0; i < G_N_ELEMENTS (threads); i++)
        threads[i] = g_thread_new ("migrate", migrate_in_thread, base);
    for (size_t i = 0; i < G_N_ELEMENTS (threads); i++)
        g_thread_join (threads[i]);
    found = tally_test_db_ask (base, SCHEMA_HASH);
    g_assert_cmpstr (found, ==, expected);
}

/* Ends the session that makes the n-th change of the schema since it was armed. */
#define KILLER                                                                                    \
    "CREATE SCHEMA killer; CREATE SEQUENCE killer.changes; "                                      \
    "CREATE TABLE killer.target (n bigint); INSERT INTO killer.target VALUES (0); "               \
    "CREATE FUNCTION killer.kill_at () RETURNS event_trigger LANGUAGE plpgsql "                   \
    "SECURITY DEFINER AS $$ BEGIN IF nextval ('killer.changes') = (SELECT n FROM killer.target) " \
    "THEN PERFORM pg_terminate_backend (pg_backend_pid ()); PERFORM pg_sleep (1); END IF; END "   \
    "$$; "                                                                                        \
    "CREATE EVENT TRIGGER kill_at ON ddl_command_end EXECUTE FUNCTION killer.kill_at ()"

/* Gives FALSE when the upgrade was killed at its n-th change. */
static gboolean
survives_kill_at (TallyTestDb *base, int n)
{
    g_autofree char *arm = g_strdup_printf ("UPDATE killer.target SET n = %d; "
                                            "ALTER EVENT TRIGGER kill_at DISABLE; "
                                            "SELECT setval ('killer.changes', 1, false); "
                                            "ALTER EVENT TRIGGER kill_at ENABLE",
                                            n);
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyDb) db = NULL;

    tally_test_db_script (base, arm);
    db = tally_test_db_open_as (base, "postgres");
    if (tally_migrate_as_administrator (db, &error))
        return TRUE;
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_OFFLINE);
    return FALSE;
}

static void
test_killed_at_every_statement (void)
{
    g_autoptr(TallyTestDb) base = tally_test_db_new_empty ();
    g_autoptr(TallyTestDb) model = tally_test_db_new ();
    g_autofree char *expected = tally_test_db_ask (model, SCHEMA_HASH);
    g_autofree char *found = NULL;
    g_autofree char *before = g_strdup ("none");
    int n_kills = 0;
    int n = 1;

    tally_test_db_script (base, KILLER);
    while (!survives_kill_at (base, n)) {
        g_autofree char *applied = tally_test_db_ask (
            base, "SELECT coalesce (to_regclass ('db.schema_history')"
                  "::text, '')");

        if (applied[0] != '\0') {
            g_free (applied);
            applied = tally_test_db_ask (base, "SELECT count(*) FROM db.schema_history");
        }
        /* A file that is through is never run again: count from the next one. */
        n = g_str_equal (applied, before) ? n + 1 : 1;
        g_free (before);
        before = g_steal_pointer (&applied);
        n_kills++;
        g_assert_cmpint (n_kills, <, 5000);
    }
    g_test_message ("killed %d times", n_kills);
    g_assert_cmpint (n_kills, >, 100);

    tally_test_db_script (base, "DROP EVENT TRIGGER kill_at; SET client_min_messages = warning; "
                                "DROP SCHEMA killer CASCADE");
    found = tally_test_db_ask (base, SCHEMA_HASH);
    g_assert_cmpstr (found, ==, expected);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    g_test_add_func ("/migrate/again-is-harmless", test_again_is_harmless);
    for (size_t i = 0; i < G_N_ELEMENTS (refusals); i++) {
        g_autofree char *path = g_strconcat ("/migrate/refuses/", refusals[i].name, NULL);

        g_test_add_data_func (path, &refusals[i], test_refusal);
    }
    g_test_add_func ("/migrate/eight-at-once", test_eight_at_once);
    g_test_add_func ("/migrate/killed-at-every-statement", test_killed_at_every_statement);

    return g_test_run ();
}
