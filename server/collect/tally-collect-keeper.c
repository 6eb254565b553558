// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/collect/tally-collect-keeper.h"

struct _TallyCollectKeeper {
    TallyCollectSpool *spool;
    GThread *thread;
    GMutex mutex; /* guards what follows */
    GCond changed;
    GPtrArray *waiting; /* TallyCollectBatch */
    gboolean is_last;
    GError *error; /* the first; after it nothing more is kept */
};

static GPtrArray *
new_queue (void)
{
    return g_ptr_array_new_with_free_func ((GDestroyNotify) tally_collect_batch_free);
}

/* Gives what waits, NULL when nothing will come any more. */
static GPtrArray *
fetch (TallyCollectKeeper *self)
{
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
    GPtrArray *fetched = self->waiting;

    while (self->waiting->len == 0 && !self->is_last)
        g_cond_wait (&self->changed, &self->mutex);
    if (self->waiting->len == 0)
        return NULL;
    self->waiting = new_queue ();
    g_cond_broadcast (&self->changed);
    return fetched;
}

static void
note (TallyCollectKeeper *self, GError *error)
{
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

    if (self->error == NULL)
        self->error = error;
    else
        g_error_free (error);
}

static gpointer
keep (gpointer data)
{
    TallyCollectKeeper *self = data;
    GPtrArray *batches;

    while ((batches = fetch (self)) != NULL) {
        GError *error = NULL;

        if (!tally_collect_spool_put_all (self->spool, batches, &error))
            note (self, error);
        g_ptr_array_unref (batches);
    }
    return NULL;
}

TallyCollectKeeper *
tally_collect_keeper_new (TallyCollectSpool *spool)
{
    TallyCollectKeeper *self = g_new0 (TallyCollectKeeper, 1);

    self->spool = g_object_ref (spool);
    self->waiting = new_queue ();
    g_mutex_init (&self->mutex);
    g_cond_init (&self->changed);
    self->thread = g_thread_new ("keeper", keep, self);
    return self;
}

gboolean
tally_collect_keeper_take (TallyCollectKeeper *self, TallyCollectBatch *batch, GError **error)
{
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

    while (self->waiting->len >= TALLY_KEEPER_MAX_WAITING)
        g_cond_wait (&self->changed, &self->mutex);
    if (self->error != NULL) {
        tally_collect_batch_free (batch);
        g_propagate_error (error, g_error_copy (self->error));
        return FALSE;
    }
    g_ptr_array_add (self->waiting, batch);
    g_cond_broadcast (&self->changed);
    return TRUE;
}

static void
say_last (TallyCollectKeeper *self)
{
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

    self->is_last = TRUE;
    g_cond_broadcast (&self->changed);
}

gboolean
tally_collect_keeper_finish (TallyCollectKeeper *self, GError **error)
{
    gboolean is_kept;

    say_last (self);
    g_thread_join (self->thread);
    is_kept = self->error == NULL;
    if (!is_kept)
        g_propagate_error (error, self->error);
    g_ptr_array_unref (self->waiting);
    g_object_unref (self->spool);
    g_cond_clear (&self->changed);
    g_mutex_clear (&self->mutex);
    g_free (self);
    return is_kept;
}
