// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/raw/tally-raw-inbox.h"

#include "server/raw/tally-raw-file.h"
#include "shared/error/tally-error.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#define PERSON "inbox"

/* A file that was written so recently may not be whole. */
#define YOUNG_S 5

/* One that is to be written in an hour was written while a clock was ahead. */
#define AHEAD_S 3600

static gboolean
make_folder (const char *folder, const char *name, GError **error)
{
    g_autofree char *path = g_build_filename (folder, name, NULL);

    if (g_mkdir (path, 0750) == 0 || errno == EEXIST)
        return TRUE;
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, "%s: %s", path, g_strerror (errno));
    return FALSE;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
    return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static gboolean
is_young (const GStatBuf *about, int64_t now)
{
    return about->st_mtime > now - YOUNG_S && about->st_mtime < now + AHEAD_S;
}

/* The files that are whole, by name. */
static GPtrArray *
list_files (const char *folder, int64_t now, int64_t *n_waiting, GError **error)
{
    g_autoptr(GDir) dir = g_dir_open (folder, 0, error);
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

    if (dir == NULL)
        return NULL;
    for (const char *name = g_dir_read_name (dir); name != NULL; name = g_dir_read_name (dir)) {
        g_autofree char *path = g_build_filename (folder, name, NULL);
        GStatBuf about;

        /* A link could lead anywhere. */
        if (name[0] == '.' || g_lstat (path, &about) != 0 || !S_ISREG (about.st_mode))
            continue;
        if (g_str_has_suffix (name, ".part") || g_str_has_suffix (name, ".tmp")
            || is_young (&about, now))
            (*n_waiting)++;
        else
            g_ptr_array_add (names, g_strdup (name));
    }
    g_ptr_array_sort (names, compare_names);
    return g_steal_pointer (&names);
}

/* A file of the same name may have come before: nothing is written over. */
static char *
free_path (const char *folder, const char *kind, const char *name)
{
    char *path = g_build_filename (folder, kind, name, NULL);

    for (int i = 2; g_file_test (path, G_FILE_TEST_EXISTS); i++) {
        g_autofree char *other = g_strdup_printf ("%s.%d", name, i);

        g_free (path);
        path = g_build_filename (folder, kind, other, NULL);
    }
    return path;
}

static gboolean
put_away (const char *folder,
          const char *kind,
          const char *name,
          const char *report,
          GError **error)
{
    g_autofree char *from = g_build_filename (folder, name, NULL);
    g_autofree char *to = free_path (folder, kind, name);
    g_autofree char *report_path = g_strconcat (to, ".report.json", NULL);

    if (!g_file_set_contents_full (report_path, report, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0640,
                                   error))
        return FALSE;
    if (g_rename (from, to) == 0)
        return TRUE;
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_INTERNAL, "%s: %s", from, g_strerror (errno));
    return FALSE;
}

static char *
report_of_failure (const char *path, const GError *failure)
{
    g_autoptr(JsonNode) root = json_node_alloc ();
    g_autoptr(JsonObject) object = json_object_new ();

    json_object_set_string_member (object, "name", path);
    json_object_set_string_member (object, "state", "refused");
    json_object_set_string_member (object, "message", failure->message);
    json_node_init_object (root, object);
    return json_to_string (root, TRUE);
}

static gboolean
import_one (TallyDb *db,
            const char *folder,
            const char *name,
            TallyRawInboxResult *result,
            GError **error)
{
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_autoptr(GError) failure = NULL;
    const TallyFileHow how = { TALLY_FILE_AUTO, FALSE, NULL };
    g_autoptr(TallyRawFile) file = tally_raw_file_step (db, path, &how, PERSON, &failure);
    g_autofree char *report = NULL;
    gboolean is_good;

    /* Only what is wrong with the file itself condemns it. */
    if (file == NULL && !g_error_matches (failure, TALLY_ERROR, TALLY_ERROR_INVALID)) {
        g_propagate_error (error, g_steal_pointer (&failure));
        return FALSE;
    }
    is_good = file != NULL && !g_str_equal (tally_raw_file_state (file), "refused");
    if (file != NULL) {
        g_autoptr(JsonNode) node = tally_raw_file_to_json (file);

        report = json_to_string (node, TRUE);
    } else {
        report = report_of_failure (path, failure);
    }
    if (!put_away (folder, is_good ? "done" : "failed", name, report, error))
        return FALSE;
    if (is_good)
        result->n_done++;
    else
        result->n_failed++;
    return TRUE;
}

gboolean
tally_raw_inbox_step (TallyDb *db,
                      const char *folder,
                      int64_t now,
                      GCancellable *cancellable,
                      TallyRawInboxResult *result,
                      GError **error)
{
    g_autoptr(GPtrArray) names = NULL;
    g_autoptr(GError) unread = NULL; /* of the first file that cannot be read */

    *result = (TallyRawInboxResult){ 0 };
    if (!make_folder (folder, "done", error) || !make_folder (folder, "failed", error))
        return FALSE;
    names = list_files (folder, now, &result->n_waiting, error);
    for (guint i = 0; names != NULL && i < names->len; i++) {
        g_autoptr(GError) failure = NULL;

        if (g_cancellable_set_error_if_cancelled (cancellable, error))
            return FALSE;
        if (import_one (db, folder, g_ptr_array_index (names, i), result, &failure))
            continue;
        if (failure->domain != G_FILE_ERROR) {
            g_propagate_error (error, g_steal_pointer (&failure));
            return FALSE;
        }
        /* It stays, and keeps nobody else's file waiting. */
        result->n_unread++;
        if (unread == NULL)
            unread = g_steal_pointer (&failure);
    }
    if (unread != NULL)
        g_propagate_error (error, g_steal_pointer (&unread));
    return names != NULL && result->n_unread == 0;
}
