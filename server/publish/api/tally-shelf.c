// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/publish/api/tally-shelf.h"

typedef struct {
    char *id;
    char *person;
    gpointer thing; /* NULL: still waited for */
} Place;

struct _TallyShelf {
    guint most;
    GDestroyNotify throw_away;
    GMutex mutex;
    GQueue places; /* of Place, oldest first; guarded by mutex */
};

TallyShelf *
tally_shelf_new (guint most, GDestroyNotify throw_away)
{
    TallyShelf *self = g_new0 (TallyShelf, 1);

    self->most = most;
    self->throw_away = throw_away;
    g_mutex_init (&self->mutex);
    g_queue_init (&self->places);
    return self;
}

static void
place_free (TallyShelf *self, Place *place)
{
    g_clear_pointer (&place->thing, self->throw_away);
    g_free (place->id);
    g_free (place->person);
    g_free (place);
}

void
tally_shelf_free (TallyShelf *self)
{
    Place *place;

    while ((place = g_queue_pop_head (&self->places)) != NULL)
        place_free (self, place);
    g_mutex_clear (&self->mutex);
    g_free (self);
}

static Place *
find (TallyShelf *self, const char *id)
{
    for (GList *link = self->places.head; link != NULL; link = link->next) {
        Place *place = link->data;

        if (g_str_equal (place->id, id))
            return place;
    }
    return NULL;
}

gboolean
tally_shelf_reserve (TallyShelf *self, const char *id, const char *person)
{
    gboolean is_new;

    g_mutex_lock (&self->mutex);
    is_new = find (self, id) == NULL;
    if (is_new) {
        Place *place = g_new0 (Place, 1);

        place->id = g_strdup (id);
        place->person = g_strdup (person);
        g_queue_push_tail (&self->places, place);
        if (g_queue_get_length (&self->places) > self->most)
            place_free (self, g_queue_pop_head (&self->places));
    }
    g_mutex_unlock (&self->mutex);
    return is_new;
}

void
tally_shelf_put (TallyShelf *self, const char *id, gpointer thing)
{
    Place *place;

    g_mutex_lock (&self->mutex);
    place = find (self, id);
    if (place != NULL && place->thing == NULL)
        place->thing = thing;
    else
        self->throw_away (thing);
    g_mutex_unlock (&self->mutex);
}

void
tally_shelf_drop (TallyShelf *self, const char *id)
{
    Place *place;

    g_mutex_lock (&self->mutex);
    place = find (self, id);
    if (place != NULL) {
        g_queue_remove (&self->places, place);
        place_free (self, place);
    }
    g_mutex_unlock (&self->mutex);
}

gboolean
tally_shelf_get (TallyShelf *self,
                 const char *id,
                 const char *person,
                 TallyShelfTake take,
                 gpointer user_data,
                 gpointer *taken)
{
    Place *place;
    gboolean is_theirs;

    *taken = NULL;
    g_mutex_lock (&self->mutex);
    place = find (self, id);
    is_theirs = place != NULL && g_str_equal (place->person, person);
    if (is_theirs && place->thing != NULL)
        *taken = take (place->thing, user_data);
    g_mutex_unlock (&self->mutex);
    return is_theirs;
}
