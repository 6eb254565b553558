// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: what lies in the inbox is taken once, whole, with a report beside it. */
#include "server/raw/tally-raw-inbox.h"
#include "tests/db/import-fixture.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define NOBODY 65534

void import_inbox_add_tests (void);

static char *
write_file (const char *folder, const char *name, const char *text, gsize length)
{
    char *path = g_build_filename (folder, name, NULL);
    g_autoptr(GError) error = NULL;

    g_file_set_contents (path, text, (gssize) length, &error);
    g_assert_no_error (error);
    return path;
}

static void
assert_there (const char *folder, const char *name)
{
    g_autofree char *path = g_build_filename (folder, name, NULL);

    if (!g_file_test (path, G_FILE_TEST_IS_REGULAR))
        g_error ("%s is not there", path);
}

static void
empty_inbox (Fixture *fixture, const char *folder, int64_t now, int done, int failed, int waiting)
{
    g_autoptr(GError) error = NULL;
    TallyRawInboxResult result;

    tally_raw_inbox_step (fixture->collector, folder, now, NULL, &result, &error);
    g_assert_no_error (error);
    g_assert_cmpint (result.n_done, ==, done);
    g_assert_cmpint (result.n_failed, ==, failed);
    g_assert_cmpint (result.n_waiting, ==, waiting);
}

static void
remove_all (const char *folder)
{
    const char *argv[] = { "rm", "-rf", "--", folder, NULL };

    g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL,
                                 NULL, NULL, NULL));
}

static void
test_inbox (Fixture *fixture, gconstpointer data)
{
    int64_t now = g_get_real_time () / G_USEC_PER_SEC;
    GString *good = a_file ("C-D1-0001");
    GString *bad = a_file ("NOBODY");
    g_autofree char *folder = g_dir_make_tmp ("tally-inbox-XXXXXX", NULL);
    g_autofree char *first = write_file (folder, "a.csv", good->str, good->len);
    g_autofree char *second = write_file (folder, "b.csv", bad->str, bad->len);
    g_autofree char *third = write_file (folder, "c.txt", "hello", 5);
    g_autofree char *part = write_file (folder, "d.part", good->str, good->len);
    g_autofree char *link = g_build_filename (folder, "e.csv", NULL);
    g_autofree char *again = NULL;

    g_assert_cmpint (symlink ("/etc/passwd", link), ==, 0);
    empty_inbox (fixture, folder, now, 0, 0, 4); /* all too young */
    empty_inbox (fixture, folder, now + 60, 1, 2, 1);
    assert_there (folder, "done/a.csv");
    assert_there (folder, "done/a.csv.report.json");
    assert_there (folder, "failed/b.csv");
    assert_there (folder, "failed/b.csv.report.json");
    assert_there (folder, "failed/c.txt.report.json");
    expect (fixture, FILES, "1 nem12 imported inbox 192 2 0; 0 nem12 refused inbox 192 0 2");
    /* The same file under the same name: known, and nothing written over. */
    again = write_file (folder, "a.csv", good->str, good->len);
    empty_inbox (fixture, folder, now + 60, 1, 0, 1);
    assert_there (folder, "done/a.csv.2");
    expect (fixture, "SELECT count (*) FROM raw.frame", "2");
    expect (fixture, "SELECT string_agg (state, ' ' ORDER BY made_at) FROM collect.import",
            "imported refused known");
    remove_all (folder);
    g_string_free (good, TRUE);
    g_string_free (bad, TRUE);
}

/* Written while a clock was ahead: it is not young until that time comes. */
static void
test_inbox_of_a_clock_ahead (Fixture *fixture, gconstpointer data)
{
    int64_t now = g_get_real_time () / G_USEC_PER_SEC;
    GString *good = a_file ("C-D1-0001");
    g_autofree char *folder = g_dir_make_tmp ("tally-inbox-XXXXXX", NULL);
    g_autofree char *path = write_file (folder, "a.csv", good->str, good->len);

    /* A clock that is off by minutes may still be the one it is written by. */
    empty_inbox (fixture, folder, now - 3500, 0, 0, 1);
    empty_inbox (fixture, folder, now - 4000, 1, 0, 0);
    remove_all (folder);
    g_string_free (good, TRUE);
}

/* A file that we may not read keeps no other waiting, and somebody hears of it. */
static void
test_inbox_unreadable (Fixture *fixture, gconstpointer data)
{
    int64_t now = g_get_real_time () / G_USEC_PER_SEC;
    GString *good = a_file ("C-D1-0001");
    g_autofree char *folder = g_dir_make_tmp ("tally-inbox-XXXXXX", NULL);
    g_autofree char *first = write_file (folder, "a.csv", good->str, good->len);
    g_autofree char *second = write_file (folder, "b.csv", good->str, good->len);
    TallyRawInboxResult result;
    uid_t us = geteuid ();
    g_autoptr(GError) error = NULL;

    g_assert_cmpint (chmod (first, 0), ==, 0);
    if (us == 0) {
        g_assert_cmpint (chown (folder, NOBODY, NOBODY) | chown (second, NOBODY, NOBODY), ==, 0);
        g_assert_cmpint (seteuid (NOBODY), ==, 0);
    }
    g_assert_false (
        tally_raw_inbox_step (fixture->collector, folder, now + 60, NULL, &result, &error));
    g_assert_cmpint (seteuid (us), ==, 0);
    g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_ACCES);
    g_assert_nonnull (strstr (error->message, "a.csv"));
    g_assert_cmpint (result.n_unread, ==, 1);
    g_assert_cmpint (result.n_done, ==, 1);
    assert_there (folder, "a.csv");
    assert_there (folder, "done/b.csv");
    remove_all (folder);
    g_string_free (good, TRUE);
}

void
import_inbox_add_tests (void)
{
    g_test_add ("/raw/import/inbox", Fixture, NULL, set_up, test_inbox, tear_down);
    g_test_add ("/raw/import/inbox-of-a-clock-ahead", Fixture, NULL, set_up,
                test_inbox_of_a_clock_ahead, tear_down);
    g_test_add ("/raw/import/inbox-unreadable", Fixture, NULL, set_up, test_inbox_unreadable,
                tear_down);
}
