// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/guard/tally-audit-store.h"
#include "server/publish/api/tally-api-task.h"
#include "server/work/tally-work-store.h"
#include "shared/error/tally-error.h"
#include "shared/wire/tally-wire-job.h"
#include "shared/wire/tally-wire-plan-job.h"
#include "shared/wire/tally-wire-plan-run.h"

#define HISTORY 200

static const TallyAccess plan_access = { .who = TALLY_WHO_STAFF, .act = TALLY_ACT_PLAN };

static JsonNode *
list_jobs (TallyDb *db, const TallyApiTask *task, GError **error)
{
    g_autoptr(GPtrArray) jobs = tally_work_store_list (db, task->zone, task->now, error);
    g_autoptr(GPtrArray) rows = tally_wire_list_new (&tally_wire_plan_job_type);

    if (jobs == NULL)
        return NULL;
    for (guint i = 0; i < jobs->len; i++) {
        const TallyWorkJob *job = g_ptr_array_index (jobs, i);
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
        g_ptr_array_add (rows, row);
    }
    return tally_wire_list_to_json (&tally_wire_plan_job_type, rows, rows->len);
}

static JsonNode *
list_runs (TallyDb *db, const TallyApiTask *task, GError **error)
{
    g_autoptr(GPtrArray) runs = tally_work_store_history (db, task->name, HISTORY, error);
    g_autoptr(GPtrArray) rows = tally_wire_list_new (&tally_wire_plan_run_type);

    if (runs == NULL)
        return NULL;
    for (guint i = 0; i < runs->len; i++) {
        const TallyWorkPast *run = g_ptr_array_index (runs, i);
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
        g_ptr_array_add (rows, row);
    }
    return tally_wire_list_to_json (&tally_wire_plan_run_type, rows, rows->len);
}

static gboolean
record (TallyDb *db, const TallyApiTask *task, const char *action, GError **error)
{
    TallyAuditEntry entry = { .district_id = task->person_district,
                              .stream = "work",
                              .person = task->person,
                              .address = task->address,
                              .action = action,
                              .object = task->name,
                              .reason = "" };

    return tally_audit_store_append (db, &entry, error);
}

static JsonNode *
job_node (const TallyApiTask *task, const char *state)
{
    TallyWireJob job = { .job_id = task->name,
                         .kind = (char *) "work",
                         .state = (char *) state,
                         .message = (char *) "" };

    return tally_wire_job_to_json (&job);
}

static JsonNode *
ask (TallyDb *db, const TallyApiTask *task, GError **error)
{
    if (!tally_work_store_ask (db, task->name, task->person, error)
        || !record (db, task, "plan-run", error))
        return NULL;
    return job_node (task, "waiting");
}

static JsonNode *
cancel (TallyDb *db, const TallyApiTask *task, GError **error)
{
    int n;

    if (!tally_work_store_cancel (db, task->name, task->person, &n, error)
        || !record (db, task, "plan-cancel", error))
        return NULL;
    if (n > 0)
        return job_node (task, "cancelled");
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_NOT_FOUND, "%s neither waits nor runs",
                 task->name);
    return NULL;
}

static void
start (TallyRequest *request, TallyApi *api, TallyApiTaskWork work, guint status)
{
    TallyApiTask *task = tally_api_task_new (api, request, work);

    task->name = g_strdup (tally_request_get_param (request, "name"));
    task->status = status;
    task->event = status == 202 ? "work" : NULL;
    tally_api_task_start (task);
}

static void
show_plan (TallyRequest *request, gpointer user_data)
{
    tally_api_task_start (tally_api_task_new (user_data, request, list_jobs));
}

static void
show_history (TallyRequest *request, gpointer user_data)
{
    start (request, user_data, list_runs, 200);
}

static void
run_now (TallyRequest *request, gpointer user_data)
{
    start (request, user_data, ask, 202);
}

static void
cancel_run (TallyRequest *request, gpointer user_data)
{
    start (request, user_data, cancel, 202);
}

void
tally_plan_handler_add (TallyApi *api)
{
    TallyHttp *http = api->http;

    tally_http_add_route (http, "GET", "/api/v1/plan", &tally_api_see, show_plan, api);
    tally_http_add_route (http, "GET", "/api/v1/plan/{name}/history", &tally_api_see, show_history,
                          api);
    tally_http_add_route (http, "POST", "/api/v1/plan/{name}/run", &plan_access, run_now, api);
    tally_http_add_route (http, "POST", "/api/v1/plan/{name}/cancel", &plan_access, cancel_run,
                          api);
}
