// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/models/tally-decisions.h"

#include "client-gtk/models/tally-pace.h"
#include "shared/error/tally-error.h"
#include "shared/wire/tally-wire-reason.h"

#include <glib/gi18n.h>

typedef struct {
    TallyAsk ask;
    char *exception_id;
    char *reason;
} Decision;

struct _TallyDecisions {
    GObject parent_instance;

    TallyApi *api;
    TallyJob *job;
    GQueue waiting; /* of Decision */
    gint64 n_done;
    gint64 n_total;
    gint64 n_refused;
    char *refusal; /* why the first was refused */
    TallyPace pace;
    guint pause_id;
};

G_DEFINE_FINAL_TYPE (TallyDecisions, tally_decisions, G_TYPE_OBJECT)

static void send_next (TallyDecisions *self);

static void
decision_free (gpointer data)
{
    Decision *decision = data;

    g_free (decision->exception_id);
    g_free (decision->reason);
    g_free (decision);
}

static void
end (TallyDecisions *self)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *refusal = g_steal_pointer (&self->refusal);

    if (self->n_refused == 1)
        g_set_error_literal (&error, TALLY_ERROR, TALLY_ERROR_INVALID, refusal);
    else if (self->n_refused > 1)
        /* translators: numbers of decisions, and why the first was refused */
        g_set_error (&error, TALLY_ERROR, TALLY_ERROR_INVALID, _ ("%d of %d refused: %s"),
                     (int) self->n_refused, (int) self->n_total, refusal);
    self->n_done = self->n_total = self->n_refused = 0;
    tally_job_end (self->job, error);
}

static void
on_decided (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(TallyDecisions) self = user_data;
    g_autoptr(GError) error = NULL;
    gpointer message = NULL;

    if (tally_api_ask_finish (TALLY_API (source), result, &message, &error)) {
        tally_wire_free (tally_ask_answer_type (TALLY_ASK_ACCEPT), message);
    } else {
        self->n_refused++;
        if (self->refusal == NULL)
            self->refusal = g_strdup (error->message);
    }
    self->n_done++;
    tally_job_advance (self->job, self->n_done, self->n_total);
    send_next (self);
}

static void
send_head (TallyDecisions *self)
{
    Decision *decision = g_queue_pop_head (&self->waiting);
    TallyWireReason said;

    if (decision == NULL) { /* what was left was cancelled */
        end (self);
        return;
    }
    said = (TallyWireReason){ .reason = decision->reason };
    tally_api_ask_async (self->api, decision->ask, (const char *[]){ decision->exception_id, NULL },
                         &said, NULL, on_decided, g_object_ref (self));
    decision_free (decision);
}

static gboolean
on_pause_over (gpointer user_data)
{
    TallyDecisions *self = user_data;

    self->pause_id = 0;
    send_head (self);
    return G_SOURCE_REMOVE;
}

/* A list of a thousand is decided no faster than the server takes requests of one person. */
static void
send_next (TallyDecisions *self)
{
    gint64 wait_us;

    if (g_queue_is_empty (&self->waiting)) {
        end (self);
        return;
    }
    wait_us = tally_pace_wait (&self->pace, g_get_monotonic_time ());
    if (wait_us == 0)
        send_head (self);
    else
        self->pause_id = g_timeout_add ((guint) (wait_us / G_TIME_SPAN_MILLISECOND) + 1,
                                        on_pause_over, self);
}

void
tally_decisions_add (TallyDecisions *self,
                     TallyAsk ask,
                     const char *exception_id,
                     const char *reason)
{
    Decision *decision = g_new0 (Decision, 1);

    g_return_if_fail (TALLY_IS_DECISIONS (self));

    decision->ask = ask;
    decision->exception_id = g_strdup (exception_id);
    decision->reason = g_strdup (reason);
    g_queue_push_tail (&self->waiting, decision);
    self->n_total++;
    if (tally_job_is_running (self->job)) {
        tally_job_advance (self->job, self->n_done, self->n_total);
        return;
    }
    tally_job_begin (self->job, _ ("Deciding on exceptions"), self->n_total);
    send_next (self);
}

void
tally_decisions_cancel (TallyDecisions *self)
{
    g_return_if_fail (TALLY_IS_DECISIONS (self));

    self->n_total -= g_queue_get_length (&self->waiting);
    g_queue_clear_full (&self->waiting, decision_free);
}

TallyJob *
tally_decisions_get_job (TallyDecisions *self)
{
    return self->job;
}

static void
tally_decisions_finalize (GObject *object)
{
    TallyDecisions *self = TALLY_DECISIONS (object);

    g_clear_handle_id (&self->pause_id, g_source_remove);
    g_queue_clear_full (&self->waiting, decision_free);
    g_free (self->refusal);
    g_clear_object (&self->job);
    g_clear_object (&self->api);

    G_OBJECT_CLASS (tally_decisions_parent_class)->finalize (object);
}

static void
tally_decisions_class_init (TallyDecisionsClass *klass)
{
    G_OBJECT_CLASS (klass)->finalize = tally_decisions_finalize;
}

static void
tally_decisions_init (TallyDecisions *self)
{
    g_queue_init (&self->waiting);
}

TallyDecisions *
tally_decisions_new (TallyApi *api)
{
    TallyDecisions *self = g_object_new (TALLY_TYPE_DECISIONS, NULL);

    self->api = g_object_ref (api);
    self->job = tally_job_new (api);
    return self;
}
