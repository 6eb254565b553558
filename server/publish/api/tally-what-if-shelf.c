// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/publish/api/tally-what-if-shelf.h"

typedef struct {
    char *id;
    char *person;
    JsonNode *result;
} Place;

struct _TallyWhatIfShelf {
    GMutex mutex;
    GQueue places; /* of Place, oldest first; guarded by mutex */
};

static void
place_free (gpointer data)
{
    Place *place = data;

    g_free (place->id);
    g_free (place->person);
    g_clear_pointer (&place->result, json_node_unref);
    g_free (place);
}

TallyWhatIfShelf *
tally_what_if_shelf_new (void)
{
    TallyWhatIfShelf *self = g_new0 (TallyWhatIfShelf, 1);

    g_mutex_init (&self->mutex);
    g_queue_init (&self->places);
    return self;
}

void
tally_what_if_shelf_free (TallyWhatIfShelf *self)
{
    g_queue_clear_full (&self->places, place_free);
    g_mutex_clear (&self->mutex);
    g_free (self);
}

static Place *
find (TallyWhatIfShelf *self, const char *id)
{
    for (GList *link = self->places.head; link != NULL; link = link->next) {
        Place *place = link->data;

        if (g_str_equal (place->id, id))
            return place;
    }
    return NULL;
}

gboolean
tally_what_if_shelf_reserve (TallyWhatIfShelf *self, const char *id, const char *person)
{
    gboolean is_new;

    g_mutex_lock (&self->mutex);
    is_new = find (self, id) == NULL;
    if (is_new) {
        Place *place = g_new0 (Place, 1);

        place->id = g_strdup (id);
        place->person = g_strdup (person);
        g_queue_push_tail (&self->places, place);
        if (g_queue_get_length (&self->places) > TALLY_WHAT_IF_KEPT)
            place_free (g_queue_pop_head (&self->places));
    }
    g_mutex_unlock (&self->mutex);
    return is_new;
}

void
tally_what_if_shelf_put (TallyWhatIfShelf *self, const char *id, JsonNode *result)
{
    Place *place;

    g_mutex_lock (&self->mutex);
    place = find (self, id);
    if (place != NULL && place->result == NULL)
        place->result = json_node_ref (result);
    g_mutex_unlock (&self->mutex);
    json_node_unref (result);
}

gboolean
tally_what_if_shelf_get (TallyWhatIfShelf *self,
                         const char *id,
                         const char *person,
                         JsonNode **result)
{
    Place *place;
    gboolean is_theirs;

    *result = NULL;
    g_mutex_lock (&self->mutex);
    place = find (self, id);
    is_theirs = place != NULL && g_str_equal (place->person, person);
    if (is_theirs && place->result != NULL)
        *result = json_node_ref (place->result);
    g_mutex_unlock (&self->mutex);
    return is_theirs;
}
