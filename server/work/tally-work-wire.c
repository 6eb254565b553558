// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/work/tally-work-wire.h"

#include "server/work/tally-work-store.h"
#include "shared/wire/tally-wire-plan-job.h"
#include "shared/wire/tally-wire-plan-run.h"

static TallyWirePlanJob *
job_to_wire (const TallyWorkJob *job)
{
    TallyWirePlanJob *row = tally_wire_plan_job_new ();

    row->name = g_strdup (job->job);
    row->title = g_strdup (job->title);
    row->calendar = g_strdup (job->calendar);
    row->next_at = job->next_due;
    row->last_at = job->last_due;
    row->state = g_strdup (job->state);
    row->progress_done = job->n_done;
    row->progress_total = job->n_total;
    row->last_error = g_strdup (job->message);
    row->depends_on = g_strsplit (job->after_jobs, " ", -1);
    row->is_enabled = job->is_enabled;
    row->tries = job->tries;
    row->max_tries = job->max_tries;
    return row;
}

GPtrArray *
tally_work_wire_jobs (GPtrArray *jobs)
{
    GPtrArray *rows = tally_wire_list_new (&tally_wire_plan_job_type);

    for (guint i = 0; i < jobs->len; i++)
        g_ptr_array_add (rows, job_to_wire (g_ptr_array_index (jobs, i)));
    return rows;
}

static TallyWirePlanRun *
run_to_wire (const TallyWorkPast *run)
{
    TallyWirePlanRun *row = tally_wire_plan_run_new ();

    row->due_at = run->due_at;
    row->started_at = run->started_at;
    row->finished_at = run->finished_at;
    row->state = g_strdup (run->state);
    row->tries = run->tries;
    row->done = run->n_done;
    row->total = run->n_total;
    row->worker = g_strdup (run->worker);
    row->asked_by = g_strdup (run->asked_by);
    row->message = g_strdup (run->message);
    return row;
}

GPtrArray *
tally_work_wire_runs (GPtrArray *runs)
{
    GPtrArray *rows = tally_wire_list_new (&tally_wire_plan_run_type);

    for (guint i = 0; i < runs->len; i++)
        g_ptr_array_add (rows, run_to_wire (g_ptr_array_index (runs, i)));
    return rows;
}
