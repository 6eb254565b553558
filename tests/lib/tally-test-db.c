// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/lib/tally-test-db.h"

#include "server/db/tally-migrate.h"
#include "server/db/tally-sql.h"

#include <unistd.h>

struct _TallyTestDb {
    char *name;
    char *conninfo;
};

static const char *
cluster (void)
{
    const char *conninfo = g_getenv ("TALLY_TEST_PG");

    if (conninfo == NULL)
        g_test_fail_printf ("TALLY_TEST_PG is not set: run tests/lib/with-postgres TEST");
    g_assert_nonnull (conninfo);
    return conninfo;
}

static TallyDb *
open_or_end (const char *conninfo, const char *user)
{
    g_autoptr(GError) error = NULL;
    TallyDb *db = tally_db_open_as (conninfo, user, &error);

    g_assert_no_error (error);
    return db;
}

static void
script_or_end (TallyDb *db, const char *sql)
{
    g_autoptr(GError) error = NULL;

    tally_db_script (db, sql, &error);
    g_assert_no_error (error);
}

static void
migrate_or_end (const char *conninfo)
{
    g_autoptr(TallyDb) db = open_or_end (conninfo, "postgres");
    g_autoptr(GError) error = NULL;

    tally_migrate_as_administrator (db, &error);
    g_assert_no_error (error);
}

static void
administer (const char *format, ...)
{
    g_autoptr(TallyDb) db = open_or_end (cluster (), "postgres");
    g_autofree char *sql = NULL;
    va_list arguments;

    va_start (arguments, format);
    sql = g_strdup_vprintf (format, arguments);
    va_end (arguments);
    script_or_end (db, sql);
}

static TallyTestDb *
handle_of (char *name)
{
    TallyTestDb *self = g_new0 (TallyTestDb, 1);

    self->name = name;
    self->conninfo = g_strdup_printf ("%s dbname=%s", cluster (), name);
    return self;
}

static char *
new_name (const char *kind)
{
    static int n_made;

    return g_strdup_printf ("tally_%s_%d_%d", kind, (int) getpid (), ++n_made);
}

/* The migrated database that the others are copies of. */
static const char *
template_name (void)
{
    static char *name;

    if (name == NULL) {
        g_autofree char *conninfo = NULL;

        name = new_name ("template");
        conninfo = g_strdup_printf ("%s dbname=%s", cluster (), name);
        administer ("CREATE DATABASE %s", name);
        migrate_or_end (conninfo);
    }
    return name;
}

TallyTestDb *
tally_test_db_new (void)
{
    TallyTestDb *self = handle_of (new_name ("copy"));

    administer ("CREATE DATABASE %s TEMPLATE %s", self->name, template_name ());
    /* Privileges of the database itself are not copied with it. */
    migrate_or_end (self->conninfo);
    return self;
}

TallyTestDb *
tally_test_db_new_empty (void)
{
    TallyTestDb *self = handle_of (new_name ("empty"));

    administer ("CREATE DATABASE %s", self->name);
    return self;
}

void
tally_test_db_free (TallyTestDb *self)
{
    administer ("DROP DATABASE %s WITH (FORCE)", self->name);
    g_free (self->name);
    g_free (self->conninfo);
    g_free (self);
}

const char *
tally_test_db_conninfo (const TallyTestDb *self)
{
    return self->conninfo;
}

TallyDb *
tally_test_db_open_as (const TallyTestDb *self, const char *role)
{
    static const char *const no_logins[] = { "tally_owner", "tally_clerk", "tally_supervisor",
                                             "tally_auditor", NULL };
    g_autofree char *become = NULL;
    TallyDb *db;

    if (!g_strv_contains (no_logins, role))
        return open_or_end (self->conninfo, role);
    db = open_or_end (self->conninfo, "postgres");
    become = g_strdup_printf ("SET SESSION AUTHORIZATION %s", role);
    script_or_end (db, become);
    return db;
}

void
tally_test_db_script (const TallyTestDb *self, const char *sql)
{
    g_autoptr(TallyDb) db = open_or_end (self->conninfo, "postgres");

    script_or_end (db, sql);
}

char *
tally_test_db_ask (const TallyTestDb *self, const char *sql)
{
    g_autoptr(TallyDb) db = open_or_end (self->conninfo, "postgres");
    g_autoptr(PGresult) rows = PQexec (tally_db_get_conn (db), sql);
    g_autoptr(GError) error = NULL;

    tally_sql_check (tally_db_get_conn (db), rows, &error);
    g_assert_no_error (error);
    return g_strdup (PQntuples (rows) > 0 ? PQgetvalue (rows, 0, 0) : "");
}
