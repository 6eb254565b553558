// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/models/tally-job.h"

#include "client-gtk/models/tally-figure.h"
#include "shared/error/tally-error.h"
#include "shared/wire/tally-wire-job.h"

struct _TallyJob {
    GObject parent_instance;

    TallyApi *api;
    char *title;
    char *id;
    char *text;
    gint64 done;
    gint64 total;
    gboolean is_running;
    gboolean is_accepted; /* the answer to the question came */
    char *ending;         /* "done" or "failed", heard before that answer */
};

G_DEFINE_FINAL_TYPE (TallyJob, tally_job, G_TYPE_OBJECT)

enum {
    SIGNAL_CHANGED,
    SIGNAL_FINISHED,
    N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
finish (TallyJob *self, const GError *error)
{
    self->is_running = FALSE;
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
    g_signal_emit (self, signals[SIGNAL_FINISHED], 0, error);
}

static void
take (TallyJob *self, const char *state, gint64 done, gint64 total, const char *text)
{
    g_autoptr(GError) error = NULL;

    self->done = done;
    self->total = total;
    g_free (self->text);
    self->text = g_strdup (text);

    if (g_strcmp0 (state, "failed") == 0) {
        g_set_error (&error, TALLY_ERROR, TALLY_ERROR_INTERNAL, "%s: %s", self->title,
                     tally_figure_word ("failed"));
        finish (self, error);
    } else if (g_strcmp0 (state, "done") == 0) {
        finish (self, NULL);
    } else {
        g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
    }
}

static void
on_accepted (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(TallyJob) self = user_data;
    g_autoptr(GError) error = NULL;
    g_autofree char *ending = g_steal_pointer (&self->ending);
    gpointer message = NULL;
    g_autoptr(TallyWireJob) job = NULL;

    tally_api_ask_finish (TALLY_API (source), result, &message, &error);
    job = message;
    self->is_accepted = TRUE;
    if (!self->is_running)
        return;
    if (error != NULL) {
        finish (self, error);
        return;
    }
    if (job->job_id != NULL) {
        g_free (self->id);
        self->id = g_strdup (job->job_id);
    }
    take (self, ending != NULL ? ending : job->state, MAX (job->n_done, self->done),
          MAX (job->n_total, self->total), job->message);
}

static void
begin (TallyJob *self, const char *title, const char *id)
{
    g_free (self->title);
    g_free (self->id);
    g_clear_pointer (&self->text, g_free);
    self->title = g_strdup (title);
    self->id = g_strdup (id);
    g_clear_pointer (&self->ending, g_free);
    self->done = self->total = 0;
    self->is_accepted = FALSE;
    self->is_running = TRUE;
}

void
tally_job_start (TallyJob *self,
                 const char *title,
                 TallyAsk ask,
                 const char *const *arguments,
                 gconstpointer request,
                 const char *id)
{
    g_return_if_fail (TALLY_IS_JOB (self));
    g_return_if_fail (!self->is_running);

    begin (self, title, id);
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
    tally_api_ask_async (self->api, ask, arguments, request, NULL, on_accepted,
                         g_object_ref (self));
}

void
tally_job_begin (TallyJob *self, const char *title, gint64 total)
{
    g_return_if_fail (TALLY_IS_JOB (self));
    g_return_if_fail (!self->is_running);

    begin (self, title, NULL);
    tally_job_advance (self, 0, total);
}

void
tally_job_advance (TallyJob *self, gint64 done, gint64 total)
{
    g_return_if_fail (TALLY_IS_JOB (self));

    self->done = done;
    self->total = total;
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

void
tally_job_end (TallyJob *self, const GError *error)
{
    g_return_if_fail (TALLY_IS_JOB (self));

    finish (self, error);
}

void
tally_job_hear (TallyJob *self, const TallyWireEvent *event)
{
    g_return_if_fail (TALLY_IS_JOB (self));

    if (!self->is_running || self->id == NULL || g_strcmp0 (event->id, self->id) != 0)
        return;
    /* The event that it ended may overtake the answer, which alone says why it was refused. */
    if (!self->is_accepted && g_strcmp0 (event->kind, "progress") != 0) {
        g_free (self->ending);
        self->ending = g_strdup (event->kind);
    } else {
        take (self, event->kind, event->done, event->total, event->text);
    }
}

void
tally_job_let_go (TallyJob *self)
{
    self->is_running = FALSE;
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

gboolean
tally_job_is_running (TallyJob *self)
{
    return self->is_running;
}

const char *
tally_job_get_title (TallyJob *self)
{
    return self->title;
}

const char *
tally_job_get_id (TallyJob *self)
{
    return self->id;
}

const char *
tally_job_get_text (TallyJob *self)
{
    return self->text;
}

gint64
tally_job_get_done (TallyJob *self)
{
    return self->done;
}

gint64
tally_job_get_total (TallyJob *self)
{
    return self->total;
}

static void
tally_job_finalize (GObject *object)
{
    TallyJob *self = TALLY_JOB (object);

    g_clear_object (&self->api);
    g_clear_pointer (&self->title, g_free);
    g_clear_pointer (&self->id, g_free);
    g_clear_pointer (&self->text, g_free);
    g_clear_pointer (&self->ending, g_free);

    G_OBJECT_CLASS (tally_job_parent_class)->finalize (object);
}

static void
tally_job_class_init (TallyJobClass *klass)
{
    G_OBJECT_CLASS (klass)->finalize = tally_job_finalize;

    signals[SIGNAL_CHANGED] = g_signal_new ("changed", TALLY_TYPE_JOB, G_SIGNAL_RUN_LAST, 0, NULL,
                                            NULL, NULL, G_TYPE_NONE, 0);
    signals[SIGNAL_FINISHED] = g_signal_new ("finished", TALLY_TYPE_JOB, G_SIGNAL_RUN_LAST, 0, NULL,
                                             NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
tally_job_init (TallyJob *self)
{
}

TallyJob *
tally_job_new (TallyApi *api)
{
    TallyJob *self = g_object_new (TALLY_TYPE_JOB, NULL);

    self->api = g_object_ref (api);
    return self;
}
