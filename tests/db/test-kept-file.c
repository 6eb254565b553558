// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: the file that brought readings is given back byte for byte, packed or not, or it is said
 * that it is not as it came. */
#include "server/raw/tally-raw-file.h"
#include "tests/db/import-fixture.h"
#include "tests/lib/tally-test-ctl.h"

#include <glib/gstdio.h>
#include <string.h>

/* Returns: (transfer full): the SHA-256 of what was imported */
static char *
import_text (Fixture *fixture, const GString *text)
{
    const TallyFileHow how = { TALLY_FILE_AUTO, FALSE, NULL };
    g_autofree char *path = g_build_filename (g_get_tmp_dir (), "kept-XXXXXX", NULL);
    g_autoptr(TallyRawFile) file = NULL;
    g_autoptr(GError) error = NULL;
    int fd = g_mkstemp (path);

    g_assert_cmpint (fd, >=, 0);
    g_close (fd, NULL);
    g_file_set_contents (path, text->str, (gssize) text->len, &error);
    g_assert_no_error (error);
    file = tally_raw_file_step (fixture->collector, path, &how, "wang", &error);
    g_assert_no_error (error);
    g_assert_cmpstr (tally_raw_file_state (file), ==, "imported");
    g_assert_cmpint (g_unlink (path), ==, 0);
    return g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) text->str, text->len);
}

static char *
ask (Fixture *fixture, const char *words, const char *what, gboolean is_good)
{
    g_autofree char *line = g_strdup_printf ("raw %s %s", words, what);

    return tally_test_ctl (fixture->base, line, is_good);
}

static void
expect_walk (Fixture *fixture, const char *part)
{
    g_autofree char *walk = ask (fixture, "show", "C-D1-0001 2026-10-02", TRUE);

    g_test_message ("%s", walk);
    g_assert_nonnull (strstr (walk, part));
}

static void
test_given_back (Fixture *fixture, gconstpointer data)
{
    GString *text = a_file ("C-D1-0001");
    g_autofree char *sha256 = import_text (fixture, text);
    g_autofree char *packed = ask (fixture, "file", sha256, TRUE);
    g_autofree char *plain = NULL;
    g_autofree char *content = g_base64_encode ((const guchar *) text->str, text->len);
    g_autofree char *sql = g_strdup_printf (
        "UPDATE collect.file SET packing = '', content = decode ('%s', 'base64')", content);

    expect (fixture, "SELECT packing || ' ' || (length (content) < 600) FROM collect.file",
            "zstd true");
    g_assert_cmpstr (packed, ==, text->str);
    expect_walk (fixture, ": as it came");
    expect_walk (fixture, "line 4: 300,20261002,0.0005,");

    /* As it was kept before files were packed. */
    tally_test_db_script (fixture->base, sql);
    plain = ask (fixture, "file", sha256, TRUE);
    g_assert_cmpstr (plain, ==, text->str);
    expect_walk (fixture, "line 4: 300,20261002,0.0005,");
    g_string_free (text, TRUE);
}

/* Whoever owns the table can change it, and it shows. */
static void
test_changed (Fixture *fixture, gconstpointer data)
{
    static const struct {
        const char *sql;
        const char *fault;
    } changes[] = {
        { "UPDATE collect.file SET content = substr (content, 1, 100)",
          "what is kept of the file is damaged" },
        { "UPDATE collect.file SET content = '\\x3132', packing = ''",
          "the file is NOT as it came" },
        { "UPDATE collect.file SET content = '\\x', packing = 'zstd'",
          "what is kept of the file is damaged" },
        { "DELETE FROM collect.file", "was brought" },
    };
    GString *text = a_file ("C-D1-0001");
    g_autofree char *sha256 = import_text (fixture, text);

    for (size_t i = 0; i < G_N_ELEMENTS (changes); i++) {
        g_autofree char *said = NULL;

        tally_test_db_script (fixture->base, changes[i].sql);
        said = ask (fixture, "file", sha256, FALSE);
        g_test_message ("%s", said);
        g_assert_nonnull (strstr (said, changes[i].fault));
        expect_walk (fixture, "NOT as it came");
    }
    g_string_free (text, TRUE);
}

static void
test_no_digest (Fixture *fixture, gconstpointer data)
{
    static const char *const wrong[] = {
        "abc", "\"'; DROP TABLE collect.file; --\"",
        "ZZ86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0"
        "f00a08"
    };

    for (size_t i = 0; i < G_N_ELEMENTS (wrong); i++) {
        g_autofree char *said = ask (fixture, "file", wrong[i], FALSE);

        g_assert_nonnull (strstr (said, "is no SHA-256"));
    }
    expect (fixture, "SELECT count (*) FROM collect.file", "0");
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

#define ADD(NAME, TEST) g_test_add ("/kept-file/" NAME, Fixture, NULL, set_up, TEST, tear_down)
    ADD ("given-back", test_given_back);
    ADD ("changed", test_changed);
    ADD ("no-digest", test_no_digest);
    return g_test_run ();
}
