// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: the schema keeps the rules of the house, whoever writes the next migration: keys of large
 * tables begin with district_id, reference tables point to no large one, nothing is appended to
 * but by privilege, and who may do what is exactly what tests/data/privileges.csv says. */
#include "tests/lib/tally-test-db.h"

#include <string.h>

static TallyTestDb *base;

/* Each asks for offenders; an answer is a list of them, so a failure names what to mend. */
typedef struct {
    const char *name;
    const char *sql;
} LintCase;

static const LintCase lint_cases[] = {
    { "every-table-says-what-it-is",
      "SELECT string_agg (c.oid::regclass::text, ' ') FROM pg_class c"
      " JOIN pg_namespace n ON n.oid = c.relnamespace"
      " WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relowner = "
      "'tally_owner'::regrole"
      " AND n.nspname <> 'db'"
      " AND coalesce (obj_description (c.oid, 'pg_class'), '') !~ '^(large|reference|journal): '" },
    { "keys-of-large-tables-begin-with-district",
      "SELECT string_agg (k.conname, ' ') FROM pg_constraint k"
      " WHERE k.contype IN ('p', 'u', 'x') AND k.connamespace::regnamespace::text NOT LIKE 'pg_%'"
      " AND obj_description (k.conrelid, 'pg_class') LIKE 'large:%'"
      " AND (SELECT attname FROM pg_attribute WHERE attrelid = k.conrelid AND attnum = k.conkey[1])"
      " <> 'district_id'" },
    { "foreign-keys-between-large-tables-begin-with-district",
      "SELECT string_agg (k.conname, ' ') FROM pg_constraint k WHERE k.contype = 'f'"
      " AND obj_description (k.conrelid, 'pg_class') LIKE 'large:%'"
      " AND obj_description (k.confrelid, 'pg_class') LIKE 'large:%'"
      " AND (SELECT attname FROM pg_attribute WHERE attrelid = k.conrelid AND attnum = k.conkey[1])"
      " <> 'district_id'" },
    { "reference-tables-point-to-no-large-one",
      "SELECT string_agg (k.conname, ' ') FROM pg_constraint k WHERE k.contype = 'f'"
      " AND obj_description (k.conrelid, 'pg_class') LIKE 'reference:%'"
      " AND obj_description (k.confrelid, 'pg_class') LIKE 'large:%'" },
    { "no-triggers-on-large-tables",
      "SELECT string_agg (t.tgname, ' ') FROM pg_trigger t"
      " WHERE NOT t.tgisinternal AND obj_description (t.tgrelid, 'pg_class') LIKE 'large:%'" },
    { "no-floating-point",
      "SELECT string_agg (a.attrelid::regclass || '.' || a.attname, ' ') FROM pg_attribute a"
      " JOIN pg_class c ON c.oid = a.attrelid WHERE c.relowner = 'tally_owner'::regrole"
      " AND c.relkind IN ('r', 'p') AND a.attnum > 0"
      " AND a.atttypid IN ('float4'::regtype, 'float8'::regtype, 'money'::regtype)" },
    { "no-sequences", "SELECT string_agg (c.oid::regclass::text, ' ') FROM pg_class c"
                      " WHERE c.relkind = 'S' AND c.relowner = 'tally_owner'::regrole" },
    { "raw-audit-and-ledger-are-append-only",
      "SELECT string_agg (g.grantee || ' may ' || g.privilege_type || ' ' || g.table_name, ', ')"
      " FROM information_schema.role_table_grants g"
      " WHERE (g.table_schema IN ('raw', 'ledger') OR (g.table_schema, g.table_name)"
      " = ('guard', 'audit')) AND g.grantee <> 'tally_owner'"
      " AND g.privilege_type IN ('UPDATE', 'DELETE', 'TRUNCATE')" },
    { "nobody-inserts-into-the-ledger-by-hand",
      "SELECT string_agg (g.grantee || ' ' || g.table_name, ', ')"
      " FROM information_schema.role_table_grants g WHERE g.table_schema = 'ledger'"
      " AND g.grantee <> 'tally_owner' AND g.privilege_type = 'INSERT'" },
    { "what-the-portal-reads-of-customers-has-row-level-security",
      "SELECT string_agg (c.oid::regclass::text, ' ') FROM pg_class c"
      " WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition"
      " AND obj_description (c.oid, 'pg_class') ~ '^(large|journal):'"
      " AND c.relnamespace <> 'db'::regnamespace"
      " AND has_any_column_privilege ('tally_portal', c.oid, 'SELECT, INSERT, UPDATE')"
      " AND NOT (c.relrowsecurity AND c.relforcerowsecurity)" },
    { "nobody-goes-around-row-level-security",
      "SELECT string_agg (rolname, ' ') FROM pg_roles WHERE rolname LIKE 'tally%'"
      " AND ((rolbypassrls AND rolname NOT IN ('tally_settle', 'tally_backup'))"
      " OR rolsuper OR rolcreaterole)" },
    { "nothing-is-granted-to-public",
      "SELECT string_agg (g.table_schema || '.' || g.table_name, ' ')"
      " FROM information_schema.role_table_grants g WHERE g.grantee = 'PUBLIC'"
      " AND (g.table_name, g.privilege_type) <> ('schema_history', 'SELECT')"
      " AND g.table_schema NOT IN ('pg_catalog', 'information_schema')" },
    { "views-with-districts-keep-to-the-scope",
      "SELECT string_agg (c.relname, ' ') FROM pg_class c WHERE c.relkind = 'v'"
      " AND c.relnamespace = 'api'::regnamespace"
      " AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid"
      " AND a.attname = 'district_id')"
      " AND pg_get_viewdef (c.oid) NOT LIKE '%ref.own_district()%'" },
    { "views-ask-for-the-scope-once-a-question",
      "SELECT string_agg (c.relname, ' ') FROM pg_class c WHERE c.relkind = 'v'"
      " AND c.relnamespace = 'api'::regnamespace"
      " AND regexp_replace (pg_get_viewdef (c.oid), 'SELECT \\(?ref\\.own_district\\(\\)', '', "
      "'g')"
      " LIKE '%own_district()%'" },
    { "owner-cannot-log-in",
      "SELECT string_agg (rolname, ' ') FROM pg_roles"
      " WHERE rolname IN ('tally_owner', 'tally_clerk', 'tally_supervisor', 'tally_auditor')"
      " AND rolcanlogin" },
};

static void
test_lint (gconstpointer data)
{
    const LintCase *c = data;
    g_autofree char *offenders = tally_test_db_ask (base, c->sql);

    g_assert_cmpstr (offenders, ==, "");
}

/* One line a role and table: its verbs; a verb on some columns only has a "*". */
#define PRIVILEGES                                                                                 \
    "SELECT string_agg (line, E'\\n' ORDER BY line) FROM ("                                        \
    " SELECT grantee || ',' || name || ',' || string_agg (verb, ' ' ORDER BY verb) AS line FROM (" \
    "  SELECT g.grantee, g.table_schema || '.' || g.table_name AS name, g.privilege_type AS verb"  \
    "    FROM information_schema.role_table_grants g"                                              \
    "    JOIN pg_class c ON c.oid = (g.table_schema || '.' || g.table_name)::regclass"             \
    "   WHERE NOT c.relispartition"                                                                \
    "  UNION"                                                                                      \
    "  SELECT DISTINCT g.grantee, g.table_schema || '.' || g.table_name, g.privilege_type || '*'"  \
    "    FROM information_schema.role_column_grants g"                                             \
    "   WHERE NOT EXISTS (SELECT FROM information_schema.role_table_grants t"                      \
    "     WHERE (t.grantee, t.table_schema, t.table_name, t.privilege_type)"                       \
    "         = (g.grantee, g.table_schema, g.table_name, g.privilege_type))) AS verbs"            \
    " WHERE grantee LIKE 'tally%' AND grantee <> 'tally_owner'"                                    \
    " GROUP BY grantee, name) AS lines"

static void
test_privileges_are_as_agreed (void)
{
    g_autofree char *path = g_build_filename (g_getenv ("TALLY_SOURCE"), "tests", "data",
                                              "privileges.csv", NULL);
    g_autofree char *found = tally_test_db_ask (base, PRIVILEGES);
    g_autofree char *agreed = NULL;
    g_auto(GStrv) found_lines = g_strsplit (found, "\n", -1);
    g_auto(GStrv) agreed_lines = NULL;
    g_autoptr(GError) error = NULL;

    /* TALLY_AGREE=1 writes down what is so: the change then shows in review. */
    if (g_getenv ("TALLY_AGREE") != NULL) {
        g_autofree char *text = g_strconcat (found, "\n", NULL);

        g_file_set_contents (path, text, -1, &error);
        g_assert_no_error (error);
    }
    g_file_get_contents (path, &agreed, NULL, &error);
    g_assert_no_error (error);
    agreed_lines = g_strsplit (g_strchomp (agreed), "\n", -1);
    for (char **line = found_lines; *line != NULL; line++) {
        if (!g_strv_contains ((const char *const *) agreed_lines, *line))
            g_test_message ("not agreed: %s", *line);
    }
    for (char **line = agreed_lines; *line != NULL; line++) {
        if (!g_strv_contains ((const char *const *) found_lines, *line))
            g_test_message ("agreed, but not so: %s", *line);
    }
    g_assert_true (
        g_strv_equal ((const char *const *) found_lines, (const char *const *) agreed_lines));
}

/* What the rules above promise, tried as the role. */
static void
test_attacks_are_refused (void)
{
    static const struct {
        const char *role;
        const char *sql;
    } attacks[] = {
        { "tally_collector", "UPDATE raw.frame SET n = 0" },
        { "tally_collector", "DELETE FROM raw.frame" },
        { "tally_collector", "UPDATE raw.frame_default SET n = 0" },
        { "tally_settle", "DELETE FROM raw.frame" },
        { "tally_settle", "UPDATE validate.block SET sum = 0" },
        { "tally_settle", "INSERT INTO ledger.entry VALUES (1, gen_random_uuid (), 1, 'bank')" },
        { "tally_settle", "UPDATE ledger.entry SET amount_minor = 0" },
        { "tally_settle", "DELETE FROM guard.audit" },
        { "tally_api", "DELETE FROM guard.audit" },
        { "tally_clerk", "UPDATE settle.settlement SET decided_by = 'me'" },
        { "tally_supervisor", "UPDATE settle.settlement SET submitted_by = 'me'" },
        { "tally_clerk", "UPDATE bill.bill SET total_minor = 0" },
        { "tally_auditor", "UPDATE validate.exception SET state = 'solved'" },
        { "tally_settle", "UPDATE ref.system_peak SET seconds = '{}'" },
        { "tally_supervisor", "DELETE FROM ref.system_peak" },
        { "tally_settle", "UPDATE ref.interval_price SET micro = 0" },
        { "tally_api", "INSERT INTO ref.price_import VALUES ('x', 1, 'me', now (), 'x')" },
        { "tally_portal", "SELECT * FROM validate.block" },
        { "tally_portal", "INSERT INTO guard.session (token_sha256, person_id, csrf, address)"
                          " VALUES ('', gen_random_uuid (), '', '')" },
        { "tally_portal", "UPDATE bill.bill SET total_minor = 0" },
        { "tally_portal",
          "SELECT ledger.post (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,"
          " NULL, NULL)" },
    };

    for (size_t i = 0; i < G_N_ELEMENTS (attacks); i++) {
        g_autoptr(TallyDb) db = tally_test_db_open_as (base, attacks[i].role);
        g_autoptr(GError) error = NULL;

        if (tally_db_script (db, attacks[i].sql, &error))
            g_error ("%s may: %s", attacks[i].role, attacks[i].sql);
        if (strstr (error->message, "42501") == NULL)
            g_error ("%s, %s: refused for another reason: %s", attacks[i].role, attacks[i].sql,
                     error->message);
    }
}

int
main (int argc, char **argv)
{
    int status;

    g_test_init (&argc, &argv, NULL);
    base = tally_test_db_new ();

    for (size_t i = 0; i < G_N_ELEMENTS (lint_cases); i++) {
        g_autofree char *path = g_strconcat ("/catalog/", lint_cases[i].name, NULL);

        g_test_add_data_func (path, &lint_cases[i], test_lint);
    }
    g_test_add_func ("/catalog/privileges-are-as-agreed", test_privileges_are_as_agreed);
    g_test_add_func ("/catalog/attacks-are-refused", test_attacks_are_refused);

    status = g_test_run ();
    g_clear_pointer (&base, tally_test_db_free);
    return status;
}
