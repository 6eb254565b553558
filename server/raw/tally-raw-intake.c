// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/raw/tally-raw-intake.h"

#define LOGIN "tally_collector"
#define REST_US (2 * G_USEC_PER_SEC)

struct _TallyRawIntake {
    GObject parent_instance;

    char *conninfo;
    TallyCollectSpool *spool;
    GThread *thread;
    GMutex mutex; /* guards what follows */
    GCond woken;
    gboolean has_more;
    gboolean is_stopping;
    TallyRawTaken taken;
};

G_DEFINE_FINAL_TYPE (TallyRawIntake, tally_raw_intake, G_TYPE_OBJECT)

/* Waits until it is woken or a while has passed. Gives FALSE to stop. */
static gboolean
wait_for_more (TallyRawIntake *self)
{
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
    int64_t until = g_get_monotonic_time () + REST_US;

    while (!self->has_more && !self->is_stopping) {
        if (!g_cond_wait_until (&self->woken, &self->mutex, until))
            break;
    }
    self->has_more = FALSE;
    return !self->is_stopping;
}

static void
note (TallyRawIntake *self, const TallyRawTaken *taken)
{
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

    self->taken.n_batches += taken->n_batches;
    self->taken.n_frames += taken->n_frames;
    self->taken.n_new += taken->n_new;
    self->taken.n_refused += taken->n_refused;
}

static gboolean
take (TallyRawIntake *self, TallyDb **db)
{
    g_autoptr(GError) error = NULL;
    TallyRawTaken taken = { 0 };

    if (*db == NULL)
        *db = tally_db_open_as (self->conninfo, LOGIN, &error);
    if (*db != NULL && tally_raw_intake_step (*db, self->spool, &taken, &error)) {
        note (self, &taken);
        return taken.n_batches > 0;
    }
    g_message ("the spool waits: %s", error->message);
    g_clear_object (db);
    return FALSE;
}

static gpointer
work (gpointer data)
{
    TallyRawIntake *self = data;
    g_autoptr(TallyDb) db = NULL;

    while (wait_for_more (self)) {
        while (take (self, &db))
            ;
    }
    return NULL;
}

static void
tally_raw_intake_finalize (GObject *object)
{
    TallyRawIntake *self = TALLY_RAW_INTAKE (object);

    g_assert (self->thread == NULL);
    g_clear_pointer (&self->conninfo, g_free);
    g_clear_object (&self->spool);
    g_cond_clear (&self->woken);
    g_mutex_clear (&self->mutex);

    G_OBJECT_CLASS (tally_raw_intake_parent_class)->finalize (object);
}

static void
tally_raw_intake_class_init (TallyRawIntakeClass *klass)
{
    G_OBJECT_CLASS (klass)->finalize = tally_raw_intake_finalize;
}

static void
tally_raw_intake_init (TallyRawIntake *self)
{
    g_mutex_init (&self->mutex);
    g_cond_init (&self->woken);
    self->has_more = TRUE;
}

TallyRawIntake *
tally_raw_intake_new (const char *conninfo, TallyCollectSpool *spool)
{
    TallyRawIntake *self = g_object_new (TALLY_TYPE_RAW_INTAKE, NULL);

    self->conninfo = g_strdup (conninfo);
    self->spool = g_object_ref (spool);
    return self;
}

void
tally_raw_intake_start (TallyRawIntake *self)
{
    g_return_if_fail (TALLY_IS_RAW_INTAKE (self));
    g_return_if_fail (self->thread == NULL);

    self->thread = g_thread_new ("intake", work, self);
}

static void
signal_thread (TallyRawIntake *self, gboolean is_stopping)
{
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

    self->has_more = TRUE;
    self->is_stopping |= is_stopping;
    g_cond_signal (&self->woken);
}

void
tally_raw_intake_wake (TallyRawIntake *self)
{
    g_return_if_fail (TALLY_IS_RAW_INTAKE (self));

    signal_thread (self, FALSE);
}

void
tally_raw_intake_stop (TallyRawIntake *self)
{
    g_return_if_fail (TALLY_IS_RAW_INTAKE (self));

    signal_thread (self, TRUE);
    g_clear_pointer (&self->thread, g_thread_join);
}

TallyRawTaken
tally_raw_intake_get_taken (TallyRawIntake *self)
{
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

    return self->taken;
}
