// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/guard/tally-audit-store.h"
#include "server/publish/api/tally-api-task.h"
#include "server/work/tally-work-store.h"
#include "server/work/tally-work-wire.h"
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
    g_autoptr(GPtrArray) rows = jobs != NULL ? tally_work_wire_jobs (jobs) : NULL;

    return rows != NULL ? tally_wire_list_to_json (&tally_wire_plan_job_type, rows, rows->len)
                        : NULL;
}

static JsonNode *
list_runs (TallyDb *db, const TallyApiTask *task, GError **error)
{
    g_autoptr(GPtrArray) runs = tally_work_store_history (db, task->name, HISTORY, error);
    g_autoptr(GPtrArray) rows = runs != NULL ? tally_work_wire_runs (runs) : NULL;

    return rows != NULL ? tally_wire_list_to_json (&tally_wire_plan_run_type, rows, rows->len)
                        : NULL;
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

    if (!tally_work_store_cancel (db, task->name, task->person, &n, error))
        return NULL;
    if (n > 0)
        return record (db, task, "plan-cancel", error) ? job_node (task, "cancelled") : NULL;
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_NOT_FOUND, "%s neither waits nor runs",
                 task->name);
    return NULL;
}

static JsonNode *
switch_job (TallyDb *db, const TallyApiTask *task, gboolean is_on, GError **error)
{
    gboolean is_changed;

    if (!tally_work_store_switch (db, task->name, is_on, &is_changed, error)
        || (is_changed && !record (db, task, is_on ? "plan-enable" : "plan-disable", error)))
        return NULL;
    return job_node (task, "done");
}

static JsonNode *
enable (TallyDb *db, const TallyApiTask *task, GError **error)
{
    return switch_job (db, task, TRUE, error);
}

static JsonNode *
disable (TallyDb *db, const TallyApiTask *task, GError **error)
{
    return switch_job (db, task, FALSE, error);
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

static void
enable_job (TallyRequest *request, gpointer user_data)
{
    start (request, user_data, enable, 202);
}

static void
disable_job (TallyRequest *request, gpointer user_data)
{
    start (request, user_data, disable, 202);
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
    tally_http_add_route (http, "POST", "/api/v1/plan/{name}/enable", &plan_access, enable_job,
                          api);
    tally_http_add_route (http, "POST", "/api/v1/plan/{name}/disable", &plan_access, disable_job,
                          api);
}
