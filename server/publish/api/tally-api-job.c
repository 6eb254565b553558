// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/publish/api/tally-api-job.h"

#include "server/guard/tally-audit-store.h"
#include "shared/error/tally-error.h"
#include "shared/wire/tally-wire-event.h"
#include "shared/wire/tally-wire-job.h"

#define STEP_ROLE "tally_settle"

TallyApiJob *
tally_api_job_new (TallyApi *api,
                   TallyRequest *request,
                   const char *kind,
                   const char *action,
                   const char *id,
                   TallyApiWork work)
{
    TallyApiJob *job = g_new0 (TallyApiJob, 1);
    const TallySession *session = tally_request_get_session (request);

    job->kind = kind;
    job->action = action;
    job->id = g_strdup (id);
    job->person = g_strdup (session->login);
    job->district_id = session->district_id;
    job->conninfo = g_strdup (api->conninfo);
    job->work = work;
    job->api = api;
    job->request = g_object_ref (request);
    job->address = g_strdup (tally_request_get_address (request));
    job->day = tally_day_of (api->zone, g_get_real_time () / G_USEC_PER_SEC);
    job->cancellable = g_cancellable_new ();
    return job;
}

static void
free_job (gpointer data)
{
    TallyApiJob *job = data;

    g_clear_handle_id (&job->wait_id, g_source_remove);
    g_clear_object (&job->request);
    g_free (job->id);
    g_free (job->person);
    g_free (job->conninfo);
    g_free (job->cycle);
    g_free (job->period_start);
    g_free (job->period_end);
    g_free (job->reason);
    g_free (job->address);
    if (job->free_order != NULL)
        job->free_order (job->order);
    g_object_unref (job->cancellable);
    g_free (job);
}

static void
answer (TallyApiJob *job, const char *state)
{
    TallyWireJob message = { .job_id = job->id,
                             .kind = (char *) job->kind,
                             .state = (char *) state,
                             .message = (char *) "" };

    tally_request_reply_json (job->request, 202, tally_wire_job_to_json (&message));
    g_clear_object (&job->request);
}

static gboolean
on_waited (gpointer user_data)
{
    TallyApiJob *job = user_data;

    job->wait_id = 0;
    answer (job, "running");
    return G_SOURCE_REMOVE;
}

static void
record (TallyDb *db, const TallyApiJob *job, const GError *fault)
{
    g_autoptr(GError) error = NULL;
    TallyAuditEntry entry = { .district_id = job->district_id,
                              .stream = job->kind,
                              .person = job->person,
                              .address = job->address,
                              .action = job->action,
                              .object = job->id,
                              .reason = job->reason != NULL ? job->reason : "" };
    g_autofree char *refused = NULL;

    if (fault != NULL) {
        refused = g_strconcat (job->action, "-refused", NULL);
        entry.action = refused;
    }
    if (!tally_audit_store_append (db, &entry, &error))
        g_message ("%s %s is not in the audit trail: %s", job->action, job->id, error->message);
}

static void
work_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
    TallyApiJob *job = task_data;
    GError *error = NULL;
    g_autoptr(TallyDb) db = tally_db_open_as (job->conninfo, STEP_ROLE, &error);

    if (db == NULL) {
        g_task_return_error (task, error);
        return;
    }
    job->work (db, job, cancellable, &error);
    record (db, job, error);
    if (error != NULL)
        g_task_return_error (task, error);
    else
        g_task_return_boolean (task, TRUE);
}

static void
send (TallyApi *api, const char *name, const TallyWireEvent *event)
{
    g_autoptr(JsonNode) node = tally_wire_event_to_json (event);
    g_autofree char *text = tally_wire_to_text (node);

    tally_event_stream_send (api->stream, name, text);
}

static void
tell (TallyApiJob *job, const GError *fault)
{
    TallyWireEvent event = { .id = job->id,
                             .kind = (char *) (fault != NULL ? "failed" : "done"),
                             .text = (char *) job->action };

    send (job->api, job->kind, &event);
}

/* One report on its way to the main loop; the job outlives it. */
typedef struct {
    TallyApiJob *job;
    int64_t n_done;
    int64_t n_total;
} Report;

static gboolean
on_reported (gpointer user_data)
{
    const Report *report = user_data;
    TallyWireEvent event = { .id = report->job->id,
                             .kind = (char *) "progress",
                             .done = report->n_done,
                             .total = report->n_total,
                             .text = (char *) report->job->action };

    send (report->job->api, report->job->kind, &event);
    return G_SOURCE_REMOVE;
}

void
tally_api_job_progress (int64_t n_done, int64_t n_total, gpointer job)
{
    Report *report = g_new0 (Report, 1);

    report->job = job;
    report->n_done = n_done;
    report->n_total = n_total;
    /* Above the job's end, which is of standard priority. */
    g_main_context_invoke_full (NULL, G_PRIORITY_HIGH, on_reported, report, g_free);
}

void
tally_api_job_reply (TallyRequest *request, const char *kind, const char *id, const char *state)
{
    TallyWireJob job = { .job_id = (char *) id,
                         .kind = (char *) kind,
                         .state = (char *) state,
                         .message = (char *) "" };

    tally_request_reply_json (request, 202, tally_wire_job_to_json (&job));
}

gboolean
tally_api_job_cancel (TallyApi *api, const char *id)
{
    GCancellable *cancellable = g_hash_table_lookup (api->running, id);

    if (cancellable == NULL)
        return FALSE;
    g_cancellable_cancel (cancellable);
    return TRUE;
}

static void
on_worked (GObject *source, GAsyncResult *result, gpointer user_data)
{
    TallyApiJob *job = g_task_get_task_data (G_TASK (result));
    g_autoptr(GError) error = NULL;

    g_task_propagate_boolean (G_TASK (result), &error);
    job->api->n_jobs--;
    if (g_hash_table_lookup (job->api->running, job->id) == job->cancellable)
        g_hash_table_remove (job->api->running, job->id);
    g_clear_handle_id (&job->wait_id, g_source_remove);
    tell (job, error);
    if (error != NULL)
        g_message ("%s %s: %s", job->action, job->id, error->message);
    if (job->request == NULL)
        return;
    if (error == NULL) {
        answer (job, "done");
        return;
    }
    tally_request_reply_error (job->request, error);
    g_clear_object (&job->request);
}

gboolean
tally_api_job_start (TallyApiJob *job)
{
    TallyApi *api = job->api;
    g_autoptr(GTask) task = g_task_new (NULL, job->cancellable, on_worked, NULL);

    g_task_set_task_data (task, job, free_job);
    /* A transaction that was begun is ended; the step itself looks at the cancellable. */
    g_task_set_check_cancellable (task, FALSE);
    if (api->n_jobs >= TALLY_API_MAX_JOBS) {
        tally_request_set_header (job->request, "Retry-After", "5");
        tally_request_reply_problem (job->request, 503, NULL, "too much is going on", NULL);
        return FALSE;
    }
    api->n_jobs++;
    g_hash_table_insert (api->running, g_strdup (job->id), g_object_ref (job->cancellable));
    job->wait_id = g_timeout_add (TALLY_API_JOB_WAIT_MS, on_waited, job);
    g_task_run_in_thread (task, work_in_thread);
    return TRUE;
}
