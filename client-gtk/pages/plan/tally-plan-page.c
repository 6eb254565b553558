// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/pages/plan/tally-plan-page.h"

#include "client-gtk/widgets/tally-pair.h"
#include "shared/wire/tally-wire-plan-run.h"

#include <glib/gi18n.h>

struct _TallyPlanPage {
    TallyPage parent_instance;

    TallyPlanModel *model;

    /* Template children */
    GtkWidget *run;
    GtkWidget *cancel;
    GtkWidget *switch_job;
    GtkLabel *progress_text;
    GtkProgressBar *progress;
    TallyPair *pair;
    TallyDataList *jobs;
    TallyDataList *runs;
};

G_DEFINE_FINAL_TYPE (TallyPlanPage, tally_plan_page, TALLY_TYPE_PAGE)

static char *
share_text (int64_t done, int64_t total)
{
    g_autofree char *n = tally_figure_of (TALLY_FIGURE_COUNT, done);
    g_autofree char *all = tally_figure_of (TALLY_FIGURE_COUNT, total);

    if (total <= 0)
        return done > 0 ? g_steal_pointer (&n) : g_strdup ("");
    return g_strdup_printf (_ ("%s of %s"), n, all);
}

static char *
job_progress (gconstpointer data)
{
    const TallyWirePlanJob *job = data;

    return share_text (job->progress_done, job->progress_total);
}

static char *
job_switched (gconstpointer data)
{
    return g_strdup (((const TallyWirePlanJob *) data)->is_enabled ? _ ("On") : _ ("Off"));
}

static char *
job_depends_on (gconstpointer data)
{
    const TallyWirePlanJob *job = data;

    return job->depends_on != NULL ? g_strjoinv (", ", job->depends_on) : g_strdup ("");
}

static char *
run_progress (gconstpointer data)
{
    const TallyWirePlanRun *run = data;

    return share_text (run->done, run->total);
}

static char *
run_duration (gconstpointer data)
{
    const TallyWirePlanRun *run = data;

    if (run->started_at == 0 || run->finished_at < run->started_at)
        return g_strdup ("");
    return tally_figure_of (TALLY_FIGURE_COUNT, run->finished_at - run->started_at);
}

static const TallyColumn job_columns[] = {
    TALLY_COLUMN (TallyWirePlanJob, title, N_ ("Job"), WORD, 170, TALLY_COLUMN_EXPAND),
    TALLY_COLUMN (TallyWirePlanJob,
                  state,
                  N_ ("State"),
                  WORD,
                  90,
                  TALLY_COLUMN_FACET | TALLY_COLUMN_STATE),
    TALLY_COLUMN_TEXT ("switched", N_ ("Switched"), job_switched, 76, TALLY_COLUMN_FACET),
    TALLY_COLUMN (TallyWirePlanJob, calendar, N_ ("Calendar"), TEXT, 130, 0),
    TALLY_COLUMN (TallyWirePlanJob, next_at, N_ ("Next"), INSTANT, 132, 0),
    TALLY_COLUMN (TallyWirePlanJob, last_at, N_ ("Last"), INSTANT, 132, 0),
    TALLY_COLUMN_FIGURE ("progress", N_ ("Progress"), job_progress, 110, 0),
    TALLY_COLUMN (TallyWirePlanJob, last_error, N_ ("Last error"), TEXT, 180, 0),
    TALLY_COLUMN_TEXT ("depends_on", N_ ("After"), job_depends_on, 140, TALLY_COLUMN_HIDDEN),
    TALLY_COLUMN (TallyWirePlanJob, tries, N_ ("Tries"), COUNT, 70, TALLY_COLUMN_HIDDEN),
    TALLY_COLUMN (TallyWirePlanJob, name, N_ ("Name"), TEXT, 120, TALLY_COLUMN_HIDDEN),
};

static const TallyColumn run_columns[] = {
    TALLY_COLUMN (TallyWirePlanRun, due_at, N_ ("Due"), INSTANT, 132, 0),
    TALLY_COLUMN (TallyWirePlanRun,
                  state,
                  N_ ("State"),
                  WORD,
                  90,
                  TALLY_COLUMN_FACET | TALLY_COLUMN_STATE),
    TALLY_COLUMN_FIGURE ("duration", N_ ("Took, s"), run_duration, 76, 0),
    TALLY_COLUMN_FIGURE ("progress", N_ ("Progress"), run_progress, 110, 0),
    TALLY_COLUMN (TallyWirePlanRun, message, N_ ("Message"), TEXT, 180, TALLY_COLUMN_EXPAND),
    TALLY_COLUMN (TallyWirePlanRun, asked_by, N_ ("Asked by"), TEXT, 90, TALLY_COLUMN_FACET),
    TALLY_COLUMN (TallyWirePlanRun, tries, N_ ("Tries"), COUNT, 70, 0),
    TALLY_COLUMN (TallyWirePlanRun, started_at, N_ ("Started"), INSTANT, 132, TALLY_COLUMN_HIDDEN),
    TALLY_COLUMN (TallyWirePlanRun,
                  finished_at,
                  N_ ("Finished"),
                  INSTANT,
                  132,
                  TALLY_COLUMN_HIDDEN),
    TALLY_COLUMN (TallyWirePlanRun, worker, N_ ("Worker"), TEXT, 120, TALLY_COLUMN_HIDDEN),
};

static gboolean
is_under_way (const TallyWirePlanJob *job)
{
    return g_strcmp0 (job->state, "running") == 0 || g_strcmp0 (job->state, "waiting") == 0;
}

static void
show_progress (TallyPlanPage *self, const TallyWirePlanJob *job)
{
    gboolean is_shown = job != NULL && is_under_way (job);
    g_autofree char *share = is_shown ? job_progress (job) : NULL;
    g_autofree char *text = NULL;

    gtk_widget_set_visible (GTK_WIDGET (self->progress), is_shown);
    gtk_widget_set_visible (GTK_WIDGET (self->progress_text), is_shown);
    if (!is_shown)
        return;
    text = g_strdup_printf ("%s · %s %s", tally_figure_word (job->title),
                            tally_figure_word (job->state), share);
    gtk_label_set_text (self->progress_text, text);
    gtk_progress_bar_set_fraction (self->progress,
                                   job->progress_total > 0
                                       ? (double) job->progress_done / (double) job->progress_total
                                       : 0);
    gtk_accessible_update_property (GTK_ACCESSIBLE (self->progress), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    text, -1);
}

static void
on_selected (TallyPlanPage *self)
{
    const TallyWirePlanJob *job = tally_data_list_get_selected (self->jobs);
    gboolean may = tally_plan_model_may (self->model) && job != NULL;

    tally_plan_model_set_name (self->model, job != NULL ? job->name : NULL);
    gtk_widget_set_sensitive (self->run, may && !is_under_way (job));
    gtk_widget_set_sensitive (self->cancel, may && is_under_way (job));
    gtk_widget_set_sensitive (self->switch_job, may);
    gtk_button_set_label (GTK_BUTTON (self->switch_job),
                          job == NULL || job->is_enabled ? _ ("Switch off") : _ ("Switch on"));
    show_progress (self, job);
}

static void
on_jobs_changed (TallyPlanPage *self)
{
    tally_page_set_count (TALLY_PAGE (self), tally_plan_model_count_failed (self->model));
    on_selected (self);
}

static void
on_opened (TallyPlanPage *self)
{
    tally_pair_show (self->pair, 1);
}

static void
on_run_clicked (TallyPlanPage *self)
{
    tally_plan_model_run (self->model);
}

static void
on_cancel_clicked (TallyPlanPage *self)
{
    tally_plan_model_cancel (self->model);
}

static void
on_switch_clicked (TallyPlanPage *self)
{
    const TallyWirePlanJob *job = tally_data_list_get_selected (self->jobs);

    if (job != NULL)
        tally_plan_model_switch (self->model, !job->is_enabled);
}

static void
on_job_finished (TallyPlanPage *self, const GError *error)
{
    if (error != NULL)
        tally_page_say (TALLY_PAGE (self), error->message);
    tally_plan_model_refresh (self->model);
}

static void
tally_plan_page_refresh (TallyPage *page)
{
    tally_plan_model_refresh (TALLY_PLAN_PAGE (page)->model);
}

static void
tally_plan_page_hear (TallyPage *page, const char *name, const TallyWireEvent *event)
{
    tally_plan_model_hear (TALLY_PLAN_PAGE (page)->model, name, event);
}

static TallyDataList *
tally_plan_page_get_list (TallyPage *page)
{
    return TALLY_PLAN_PAGE (page)->jobs;
}

static void
tally_plan_page_dispose (GObject *object)
{
    TallyPlanPage *self = TALLY_PLAN_PAGE (object);

    gtk_widget_dispose_template (GTK_WIDGET (self), TALLY_TYPE_PLAN_PAGE);
    g_clear_object (&self->model);

    G_OBJECT_CLASS (tally_plan_page_parent_class)->dispose (object);
}

static void
tally_plan_page_class_init (TallyPlanPageClass *klass)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
    TallyPageClass *page_class = TALLY_PAGE_CLASS (klass);

    G_OBJECT_CLASS (klass)->dispose = tally_plan_page_dispose;
    page_class->refresh = tally_plan_page_refresh;
    page_class->hear = tally_plan_page_hear;
    page_class->get_list = tally_plan_page_get_list;

    g_type_ensure (TALLY_TYPE_PAIR);
    g_type_ensure (TALLY_TYPE_DATA_LIST);
    gtk_widget_class_set_template_from_resource (widget_class,
                                                 "/org/gridtally/Gridtally/ui/tally-plan-page.ui");
    gtk_widget_class_bind_template_child (widget_class, TallyPlanPage, run);
    gtk_widget_class_bind_template_child (widget_class, TallyPlanPage, cancel);
    gtk_widget_class_bind_template_child (widget_class, TallyPlanPage, switch_job);
    gtk_widget_class_bind_template_child (widget_class, TallyPlanPage, progress_text);
    gtk_widget_class_bind_template_child (widget_class, TallyPlanPage, progress);
    gtk_widget_class_bind_template_child (widget_class, TallyPlanPage, pair);
    gtk_widget_class_bind_template_child (widget_class, TallyPlanPage, jobs);
    gtk_widget_class_bind_template_child (widget_class, TallyPlanPage, runs);
    gtk_widget_class_bind_template_callback (widget_class, on_selected);
    gtk_widget_class_bind_template_callback (widget_class, on_opened);
    gtk_widget_class_bind_template_callback (widget_class, on_run_clicked);
    gtk_widget_class_bind_template_callback (widget_class, on_cancel_clicked);
    gtk_widget_class_bind_template_callback (widget_class, on_switch_clicked);
}

static void
tally_plan_page_init (TallyPlanPage *self)
{
    gtk_widget_init_template (GTK_WIDGET (self));

    tally_data_list_set_up (self->jobs, _ ("Jobs"), job_columns, G_N_ELEMENTS (job_columns),
                            "name");
    tally_data_list_set_auto (self->jobs, TRUE);
    tally_data_list_set_empty (self->jobs, _ ("No job"), _ ("The work plan is empty."));
    tally_data_list_set_up (self->runs, _ ("History"), run_columns, G_N_ELEMENTS (run_columns),
                            "due_at");
    tally_data_list_set_empty (self->runs, _ ("No run yet"),
                               _ ("Runs of the chosen job appear here."));
}

GtkWidget *
tally_plan_page_new (TallyApi *api)
{
    TallyPlanPage *self = g_object_new (TALLY_TYPE_PLAN_PAGE, NULL);
    TallyFeed *jobs;
    TallyJob *job;

    self->model = tally_plan_model_new (api);
    jobs = tally_plan_model_get_jobs (self->model);
    job = tally_plan_model_get_job (self->model);
    tally_data_list_set_feed (self->jobs, jobs);
    tally_data_list_set_feed (self->runs, tally_plan_model_get_runs (self->model));
    g_signal_connect_object (jobs, "changed", G_CALLBACK (on_jobs_changed), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (job, "changed", G_CALLBACK (on_selected), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (job, "finished", G_CALLBACK (on_job_finished), self,
                             G_CONNECT_SWAPPED);
    gtk_widget_set_visible (self->run, tally_plan_model_may (self->model));
    gtk_widget_set_visible (self->cancel, tally_plan_model_may (self->model));
    gtk_widget_set_visible (self->switch_job, tally_plan_model_may (self->model));
    tally_plan_model_refresh (self->model);
    return GTK_WIDGET (self);
}
