// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/publish/api/tally-book-shelf.h"

#include "shared/error/tally-error.h"

#include <errno.h>
#include <glib/gstdio.h>

#define ONLY_ME 0700

typedef struct {
    char *id;
    char *person;
    gboolean is_whole;
} Place;

struct _TallyBookShelf {
    GMutex mutex;
    GQueue places; /* of Place, oldest first; guarded by mutex, as is folder */
    char *folder;
    gboolean is_own; /* the folder goes with the shelf */
};

static void
place_free (gpointer data)
{
    Place *place = data;

    g_free (place->id);
    g_free (place->person);
    g_free (place);
}

TallyBookShelf *
tally_book_shelf_new (void)
{
    TallyBookShelf *self = g_new0 (TallyBookShelf, 1);

    g_mutex_init (&self->mutex);
    g_queue_init (&self->places);
    return self;
}

static char *
path_of (TallyBookShelf *self, const char *id)
{
    g_autofree char *name = g_strconcat (id, ".pdf", NULL);

    return g_build_filename (self->folder, name, NULL);
}

/* What is still being written is unlinked by who writes it. */
static void
throw_away (TallyBookShelf *self, Place *place)
{
    g_autofree char *path = place->is_whole ? path_of (self, place->id) : NULL;

    if (path != NULL && g_unlink (path) != 0)
        g_message ("%s could not be removed: %s", path, g_strerror (errno));
    place_free (place);
}

void
tally_book_shelf_free (TallyBookShelf *self)
{
    Place *place;

    while ((place = g_queue_pop_head (&self->places)) != NULL)
        throw_away (self, place);
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

static GList *
find (TallyBookShelf *self, const char *id)
{
    for (GList *link = self->places.head; link != NULL; link = link->next) {
        const Place *place = link->data;

        if (g_str_equal (place->id, id))
            return link;
    }
    return NULL;
}

gboolean
tally_book_shelf_reserve (TallyBookShelf *self, const char *id, const char *person)
{
    gboolean is_new;

    g_mutex_lock (&self->mutex);
    is_new = find (self, id) == NULL;
    if (is_new) {
        Place *place = g_new0 (Place, 1);

        place->id = g_strdup (id);
        place->person = g_strdup (person);
        g_queue_push_tail (&self->places, place);
        if (g_queue_get_length (&self->places) > TALLY_BOOKS_KEPT)
            throw_away (self, g_queue_pop_head (&self->places));
    }
    g_mutex_unlock (&self->mutex);
    return is_new;
}

char *
tally_book_shelf_path (TallyBookShelf *self, const char *id, GError **error)
{
    char *path;

    g_mutex_lock (&self->mutex);
    if (self->folder == NULL) {
        self->folder = g_dir_make_tmp ("gridtally-books-XXXXXX", error);
        self->is_own = TRUE;
    }
    path = self->folder != NULL ? path_of (self, id) : NULL;
    g_mutex_unlock (&self->mutex);
    return path;
}

void
tally_book_shelf_put (TallyBookShelf *self, const char *id)
{
    GList *link;

    g_mutex_lock (&self->mutex);
    link = find (self, id);
    if (link != NULL) {
        ((Place *) link->data)->is_whole = TRUE;
    } else {
        g_autofree char *path = path_of (self, id);

        g_unlink (path); /* it had to make room meanwhile */
    }
    g_mutex_unlock (&self->mutex);
}

void
tally_book_shelf_drop (TallyBookShelf *self, const char *id)
{
    GList *link;

    g_mutex_lock (&self->mutex);
    link = find (self, id);
    if (link != NULL) {
        throw_away (self, link->data);
        g_queue_delete_link (&self->places, link);
    }
    g_mutex_unlock (&self->mutex);
}

/* Mapped under the lock: what is unlinked later can still be read. */
static GBytes *
map (TallyBookShelf *self, const Place *place, GError **error)
{
    g_autofree char *path = path_of (self, place->id);
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
    gboolean is_there;
    GList *link;

    *pdf = NULL;
    g_mutex_lock (&self->mutex);
    link = find (self, id);
    is_there = link != NULL && g_str_equal (((Place *) link->data)->person, person);
    if (!is_there) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_NOT_FOUND,
                             "there is no such book any more");
    } else if (((Place *) link->data)->is_whole) {
        *pdf = map (self, link->data, error);
        is_there = *pdf != NULL;
    }
    g_mutex_unlock (&self->mutex);
    return is_there;
}
