// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/publish/api/tally-book-shelf.h"

#include "server/publish/api/tally-shelf.h"
#include "shared/error/tally-error.h"

#include <errno.h>
#include <glib/gstdio.h>

#define ONLY_ME 0700

struct _TallyBookShelf {
    TallyShelf *paths; /* of the books that are whole */
    GMutex mutex;
    char *folder;    /* guarded by mutex */
    gboolean is_own; /* the folder goes with the shelf */
};

/* What is still being written is unlinked by who writes it. */
static void
throw_away (gpointer path)
{
    if (g_unlink (path) != 0)
        g_message ("%s could not be removed: %s", (const char *) path, g_strerror (errno));
    g_free (path);
}

TallyBookShelf *
tally_book_shelf_new (void)
{
    TallyBookShelf *self = g_new0 (TallyBookShelf, 1);

    self->paths = tally_shelf_new (TALLY_BOOKS_KEPT, throw_away);
    g_mutex_init (&self->mutex);
    return self;
}

void
tally_book_shelf_free (TallyBookShelf *self)
{
    tally_shelf_free (self->paths);
    if (self->is_own)
        g_rmdir (self->folder);
    g_mutex_clear (&self->mutex);
    g_free (self->folder);
    g_free (self);
}

/* A server that was killed left its books. */
static gboolean
empty (const char *folder, GError **error)
{
    g_autoptr(GDir) dir = g_dir_open (folder, 0, error);
    const char *name;

    if (dir == NULL)
        return FALSE;
    while ((name = g_dir_read_name (dir)) != NULL) {
        g_autofree char *path = g_build_filename (folder, name, NULL);

        if (g_str_has_suffix (name, ".pdf") || g_str_has_suffix (name, ".pdf.part"))
            g_unlink (path);
    }
    return TRUE;
}

gboolean
tally_book_shelf_set_folder (TallyBookShelf *self, const char *folder, GError **error)
{
    g_return_val_if_fail (self->folder == NULL, FALSE);

    if (g_mkdir_with_parents (folder, ONLY_ME) != 0 || g_chmod (folder, ONLY_ME) != 0) {
        int reason = errno;

        g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (reason), "%s: %s", folder,
                     g_strerror (reason));
        return FALSE;
    }
    if (!empty (folder, error))
        return FALSE;
    self->folder = g_strdup (folder);
    return TRUE;
}

gboolean
tally_book_shelf_reserve (TallyBookShelf *self, const char *id, const char *person)
{
    return tally_shelf_reserve (self->paths, id, person);
}

char *
tally_book_shelf_path (TallyBookShelf *self, const char *id, GError **error)
{
    g_autofree char *name = g_strconcat (id, ".pdf", NULL);
    char *path;

    g_mutex_lock (&self->mutex);
    if (self->folder == NULL) {
        self->folder = g_dir_make_tmp ("gridtally-books-XXXXXX", error);
        self->is_own = TRUE;
    }
    path = self->folder != NULL ? g_build_filename (self->folder, name, NULL) : NULL;
    g_mutex_unlock (&self->mutex);
    return path;
}

void
tally_book_shelf_put (TallyBookShelf *self, const char *id)
{
    tally_shelf_put (self->paths, id, tally_book_shelf_path (self, id, NULL));
}

void
tally_book_shelf_drop (TallyBookShelf *self, const char *id)
{
    tally_shelf_drop (self->paths, id);
}

/* What is unlinked later can still be read. */
static gpointer
map (gpointer path, gpointer error)
{
    g_autoptr(GMappedFile) file = g_mapped_file_new (path, FALSE, error);

    return file != NULL ? g_mapped_file_get_bytes (file) : NULL;
}

gboolean
tally_book_shelf_get (TallyBookShelf *self,
                      const char *id,
                      const char *person,
                      GBytes **pdf,
                      GError **error)
{
    g_autoptr(GError) unread = NULL;
    gpointer taken;

    if (!tally_shelf_get (self->paths, id, person, map, &unread, &taken))
        g_set_error_literal (&unread, TALLY_ERROR, TALLY_ERROR_NOT_FOUND,
                             "there is no such book any more");
    *pdf = taken;
    if (unread == NULL)
        return TRUE;
    g_propagate_error (error, g_steal_pointer (&unread));
    return FALSE;
}
