// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: the backup login reads every row, those under row-level security too, and changes none. */
#include "tests/lib/tally-test-db.h"

#include "shared/error/tally-error.h"

static char *
dump (const TallyTestDb *base)
{
    g_autofree char *target = g_strdup_printf ("%s user=tally_backup",
                                               tally_test_db_conninfo (base));
    const char *argv[] = { "pg_dump", "--data-only", "--table=guard.person", target, NULL };
    g_autoptr(GError) error = NULL;
    g_autofree char *said = NULL;
    char *out = NULL;
    int status;

    g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &out, &said, &status,
                  &error);
    g_assert_no_error (error);
    g_assert_cmpstr (said, ==, "");
    g_assert_cmpint (status, ==, 0);
    return out;
}

static void
test_reads_all_and_changes_nothing (void)
{
    g_autoptr(TallyTestDb) base = tally_test_db_new ();
    g_autoptr(TallyDb) backup = tally_test_db_open_as (base, "tally_backup");
    g_autofree char *text = NULL;
    static const char *const attacks[] = { "DELETE FROM guard.person",
                                           "UPDATE guard.person SET name = ''",
                                           "INSERT INTO ref.holiday VALUES ('x', now (), 'x', 'x')",
                                           "CREATE TABLE ref.mine ()", "SET ROLE tally_owner" };

    tally_test_db_script (base, "INSERT INTO guard.person (person_id, login, name, role, "
                                "district_id, password_hash) VALUES (gen_random_uuid (), 'wang', "
                                "'Wang', 'clerk', 1, '')");
    text = dump (base);
    g_assert_nonnull (strstr (text, "\twang\t"));
    for (size_t i = 0; i < G_N_ELEMENTS (attacks); i++) {
        g_autoptr(GError) error = NULL;

        g_assert_false (tally_db_script (backup, attacks[i], &error));
        g_assert_error (error, TALLY_ERROR, TALLY_ERROR_FORBIDDEN);
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    g_test_add_func ("/backup/reads-all-and-changes-nothing", test_reads_all_and_changes_nothing);

    return g_test_run ();
}
