// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: the last answer to a question comes back as it was, with its time; one person's answers are
 * not another's; what is too old or too large is not kept, and a damaged file is begun anew. */
#include "client-gtk/cache/tally-cache.h"

#include <glib/gstdio.h>

typedef struct {
    char *folder;
    char *path;
    TallyCache *cache;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
    fixture->folder = g_dir_make_tmp ("tally-cache-XXXXXX", NULL);
    fixture->path = g_build_filename (fixture->folder, "below", "answers.db", NULL);
    fixture->cache = tally_cache_new (fixture->path);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
    g_autofree char *below = g_path_get_dirname (fixture->path);

    g_assert_finalize_object (fixture->cache);
    g_unlink (fixture->path);
    g_assert_cmpint (g_rmdir (below), ==, 0);
    g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
    g_free (fixture->path);
    g_free (fixture->folder);
}

static void
on_got (GObject *source, GAsyncResult *result, gpointer user_data)
{
    GAsyncResult **got = user_data;

    *got = g_object_ref (result);
}

/* Gives "TIME TEXT", or NULL. */
static char *
get (Fixture *fixture, const char *owner, const char *path)
{
    g_autoptr(GAsyncResult) result = NULL;
    g_autoptr(GBytes) body = NULL;
    int64_t stored_at = 0;

    tally_cache_get_async (fixture->cache, owner, path, on_got, &result);
    while (result == NULL)
        g_main_context_iteration (NULL, TRUE);
    while (g_main_context_iteration (NULL, FALSE)) /* lets go of the task */
        ;
    body = tally_cache_get_finish (fixture->cache, result, &stored_at);
    if (body == NULL)
        return NULL;
    return g_strdup_printf ("%" G_GINT64_FORMAT " %.*s", stored_at, (int) g_bytes_get_size (body),
                            (const char *) g_bytes_get_data (body, NULL));
}

static void
put (Fixture *fixture, const char *owner, const char *path, const char *text, int64_t at)
{
    g_autoptr(GBytes) body = g_bytes_new (text, strlen (text));

    tally_cache_put (fixture->cache, owner, path, body, at);
}

static void
assert_got (Fixture *fixture, const char *owner, const char *path, const char *expected)
{
    g_autofree char *found = get (fixture, owner, path);

    g_assert_cmpstr (found, ==, expected);
}

static void
test_last_answer (Fixture *fixture, gconstpointer data)
{
    int64_t now = g_get_real_time () / G_USEC_PER_SEC;
    g_autofree char *first = g_strdup_printf ("%" G_GINT64_FORMAT " one", now - 60);
    g_autofree char *second = g_strdup_printf ("%" G_GINT64_FORMAT " two", now);
    GStatBuf status;

    assert_got (fixture, "s lin", "/a", NULL);
    put (fixture, "s lin", "/a", "one", now - 60);
    assert_got (fixture, "s lin", "/a", first);
    put (fixture, "s lin", "/a", "two", now);
    put (fixture, "s chen", "/a", "hers", now);
    assert_got (fixture, "s lin", "/a", second);
    assert_got (fixture, "s lin", "/b", NULL);

    tally_cache_forget (fixture->cache, "s chen");
    assert_got (fixture, "s chen", "/a", NULL);
    assert_got (fixture, "s lin", "/a", second);

    g_assert_cmpint (g_stat (fixture->path, &status), ==, 0);
    g_assert_cmpint (status.st_mode & 0777, ==, 0600);
}

static void
test_outlives_the_program (Fixture *fixture, gconstpointer data)
{
    int64_t now = g_get_real_time () / G_USEC_PER_SEC;
    g_autofree char *kept = g_strdup_printf ("%" G_GINT64_FORMAT " kept", now);

    put (fixture, "s lin", "/kept", "kept", now);
    put (fixture, "s lin", "/old", "old", now - TALLY_CACHE_MAX_AGE_S - 10);
    g_assert_finalize_object (fixture->cache);
    fixture->cache = tally_cache_new (fixture->path);
    assert_got (fixture, "s lin", "/kept", kept);
    assert_got (fixture, "s lin", "/old", NULL);
}

static void
test_too_large (Fixture *fixture, gconstpointer data)
{
    g_autofree char *text = g_strnfill (TALLY_CACHE_MAX_BYTES + 1, 'x');

    put (fixture, "s lin", "/large", text, 1);
    assert_got (fixture, "s lin", "/large", NULL);
}

/* Only the newest are kept when there are more than the limit. */
static void
test_too_many (Fixture *fixture, gconstpointer data)
{
    int64_t now = g_get_real_time () / G_USEC_PER_SEC;
    g_autofree char *newest = g_strdup_printf ("%" G_GINT64_FORMAT " x", now);

    for (int i = 0; i <= TALLY_CACHE_MAX_ANSWERS; i++) {
        g_autofree char *path = g_strdup_printf ("/%d", i);

        put (fixture, "s lin", path, "x", now - TALLY_CACHE_MAX_ANSWERS + i);
    }
    g_assert_finalize_object (fixture->cache);
    fixture->cache = tally_cache_new (fixture->path);
    assert_got (fixture, "s lin", "/0", NULL);
    assert_got (fixture, "s lin", "/2000", newest);
}

static void
test_damaged (Fixture *fixture, gconstpointer data)
{
    g_autofree char *below = g_path_get_dirname (fixture->path);

    g_assert_cmpint (g_mkdir (below, 0700), ==, 0);
    g_assert_true (
        g_file_set_contents (fixture->path, "this is no database, not at all", -1, NULL));
    assert_got (fixture, "s lin", "/a", NULL);
    put (fixture, "s lin", "/a", "one", 9999999999);
    assert_got (fixture, "s lin", "/a", "9999999999 one");
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)
    ADD ("/cache/last-answer", test_last_answer);
    ADD ("/cache/outlives-the-program", test_outlives_the_program);
    ADD ("/cache/too-large", test_too_large);
    ADD ("/cache/too-many", test_too_many);
    ADD ("/cache/damaged", test_damaged);
    return g_test_run ();
}
