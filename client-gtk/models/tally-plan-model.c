// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/models/tally-plan-model.h"

#include "client-gtk/models/tally-row-item.h"

#include <glib/gi18n.h>

/* Progress is a hint to look: the plan itself says how far a job is. */
#define SETTLE_MS 300

struct _TallyPlanModel {
    GObject parent_instance;

    TallyApi *api;
    TallyFeed *jobs;
    TallyFeed *runs;
    TallyJob *job;
    char *name;
    guint refresh_timer;
};

G_DEFINE_FINAL_TYPE (TallyPlanModel, tally_plan_model, G_TYPE_OBJECT)

void
tally_plan_model_refresh (TallyPlanModel *self)
{
    g_return_if_fail (TALLY_IS_PLAN_MODEL (self));

    g_clear_handle_id (&self->refresh_timer, g_source_remove);
    tally_feed_load (self->jobs, NULL);
    tally_feed_reload (self->runs);
}

TallyFeed *
tally_plan_model_get_jobs (TallyPlanModel *self)
{
    return self->jobs;
}

TallyFeed *
tally_plan_model_get_runs (TallyPlanModel *self)
{
    return self->runs;
}

TallyJob *
tally_plan_model_get_job (TallyPlanModel *self)
{
    return self->job;
}

void
tally_plan_model_set_name (TallyPlanModel *self, const char *name)
{
    g_return_if_fail (TALLY_IS_PLAN_MODEL (self));

    if (g_strcmp0 (name, self->name) == 0)
        return;
    g_free (self->name);
    self->name = g_strdup (name);
    if (name != NULL)
        tally_feed_load (self->runs, (const char *[]){ name, NULL });
    else
        tally_feed_clear (self->runs);
}

gboolean
tally_plan_model_may (TallyPlanModel *self)
{
    return tally_api_may (self->api, "plan") && !tally_job_is_running (self->job);
}

static void
ask (TallyPlanModel *self, const char *title, TallyAsk what)
{
    if (self->name == NULL || !tally_plan_model_may (self))
        return;
    tally_job_start (self->job, title, what, (const char *[]){ self->name, NULL }, NULL,
                     self->name);
}

void
tally_plan_model_run (TallyPlanModel *self)
{
    g_return_if_fail (TALLY_IS_PLAN_MODEL (self));

    ask (self, _ ("Asking for a run"), TALLY_ASK_PLAN_RUN);
}

void
tally_plan_model_cancel (TallyPlanModel *self)
{
    g_return_if_fail (TALLY_IS_PLAN_MODEL (self));

    ask (self, _ ("Cancelling the run"), TALLY_ASK_PLAN_CANCEL);
}

void
tally_plan_model_switch (TallyPlanModel *self, gboolean is_on)
{
    g_return_if_fail (TALLY_IS_PLAN_MODEL (self));

    ask (self, is_on ? _ ("Switching the job on") : _ ("Switching the job off"),
         is_on ? TALLY_ASK_PLAN_ENABLE : TALLY_ASK_PLAN_DISABLE);
}

guint
tally_plan_model_count_failed (TallyPlanModel *self)
{
    GListModel *rows = tally_feed_get_rows (self->jobs);
    guint n_failed = 0;

    for (guint i = 0; i < g_list_model_get_n_items (rows); i++) {
        g_autoptr(TallyRowItem) item = g_list_model_get_item (rows, i);
        const TallyWirePlanJob *job = tally_row_item_get (item);

        if (g_strcmp0 (job->state, "failed") == 0)
            n_failed++;
    }
    return n_failed;
}

static gboolean
on_settled (gpointer user_data)
{
    TallyPlanModel *self = user_data;

    self->refresh_timer = 0;
    tally_plan_model_refresh (self);
    return G_SOURCE_REMOVE;
}

void
tally_plan_model_hear (TallyPlanModel *self, const char *name, const TallyWireEvent *event)
{
    if (g_str_equal (name, "work") && self->refresh_timer == 0)
        self->refresh_timer = g_timeout_add (SETTLE_MS, on_settled, self);
}

/* Once the server has taken it, the plan shows how it goes on; nobody waits for its end. */
static void
on_job_changed (TallyPlanModel *self)
{
    const char *text = tally_job_get_text (self->job);

    if (!tally_job_is_running (self->job) || text == NULL)
        return;
    tally_job_let_go (self->job);
    tally_plan_model_refresh (self);
}

static void
tally_plan_model_finalize (GObject *object)
{
    TallyPlanModel *self = TALLY_PLAN_MODEL (object);

    g_clear_handle_id (&self->refresh_timer, g_source_remove);
    g_free (self->name);
    g_clear_object (&self->jobs);
    g_clear_object (&self->runs);
    g_clear_object (&self->job);
    g_clear_object (&self->api);

    G_OBJECT_CLASS (tally_plan_model_parent_class)->finalize (object);
}

static void
tally_plan_model_class_init (TallyPlanModelClass *klass)
{
    G_OBJECT_CLASS (klass)->finalize = tally_plan_model_finalize;
}

static void
tally_plan_model_init (TallyPlanModel *self)
{
}

TallyPlanModel *
tally_plan_model_new (TallyApi *api)
{
    TallyPlanModel *self = g_object_new (TALLY_TYPE_PLAN_MODEL, NULL);

    self->api = g_object_ref (api);
    self->jobs = tally_feed_new (api, TALLY_ASK_PLAN);
    self->runs = tally_feed_new (api, TALLY_ASK_PLAN_HISTORY);
    self->job = tally_job_new (api);
    g_signal_connect_object (self->job, "changed", G_CALLBACK (on_job_changed), self,
                             G_CONNECT_SWAPPED);
    return self;
}
