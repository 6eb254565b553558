// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/publish/api/tally-api-task.h"

#include "server/publish/api/tally-api-answer.h"
#include "server/publish/api/tally-api-job.h"
#include "shared/wire/tally-wire-event.h"
#include "shared/wire/tally-wire-job.h"

#define STEP_ROLE "tally_settle"

TallyApiTask *
tally_api_task_new (TallyApi *api, TallyRequest *request, TallyApiTaskWork work)
{
    TallyApiTask *task = g_new0 (TallyApiTask, 1);
    const TallySession *session = tally_request_get_session (request);

    task->person = g_strdup (session->login);
    task->person_district = session->district_id;
    task->address = g_strdup (tally_request_get_address (request));
    task->now = g_get_real_time () / G_USEC_PER_SEC;
    task->status = 200;
    task->conninfo = api->conninfo;
    task->zone = api->zone;
    task->api = api;
    task->request = g_object_ref (request);
    task->work = work;
    return task;
}

static void
free_task (gpointer data)
{
    TallyApiTask *task = data;

    if (task->message != NULL)
        tally_wire_free (task->type, task->message);
    g_clear_object (&task->request);
    g_clear_pointer (&task->content, g_bytes_unref);
    g_free (task->person);
    g_free (task->address);
    g_free (task->name);
    g_free (task);
}

gboolean
tally_api_task_read (TallyApiTask *task, const TallyWireType *type)
{
    g_autoptr(GError) error = NULL;

    task->type = type;
    task->message = tally_request_read (task->request, type, &error);
    if (task->message != NULL)
        return TRUE;
    tally_request_reply_error (task->request, error);
    free_task (task);
    return FALSE;
}

gboolean
tally_api_task_name_point (TallyApiTask *task)
{
    const char *district = tally_request_get_param (task->request, "district_id");
    const char *point = tally_request_get_param (task->request, "point_id");

    if (!tally_api_number (task->request, "district_id", district, 0, G_MAXINT32)
        || !tally_api_number (task->request, "point_id", point, 0, G_MAXINT64)) {
        free_task (task);
        return FALSE;
    }
    task->district_id = (int32_t) g_ascii_strtoll (district, NULL, 10);
    task->point_id = g_ascii_strtoll (point, NULL, 10);
    if (task->person_district == 0 || task->person_district == task->district_id)
        return TRUE;
    tally_request_reply_problem (task->request, 404, NULL, "the point is not known", NULL);
    free_task (task);
    return FALSE;
}

void
tally_api_task_refuse (TallyApiTask *task, const char *field, const char *why)
{
    tally_request_reply_problem (task->request, 422, NULL, why, field);
    free_task (task);
}

void
tally_api_task_drop (TallyApiTask *task)
{
    free_task (task);
}

void
tally_api_task_forbid (TallyApiTask *task, const char *why)
{
    tally_request_reply_problem (task->request, 403, NULL, why, NULL);
    free_task (task);
}

static void
work_in_thread (GTask *gtask, gpointer source, gpointer task_data, GCancellable *cancellable)
{
    TallyApiTask *task = task_data;
    GError *error = NULL;
    g_autoptr(TallyDb) db = tally_db_open_as (task->conninfo, STEP_ROLE, &error);
    JsonNode *answer = db != NULL ? task->work (db, task, &error) : NULL;

    if (answer != NULL)
        g_task_return_pointer (gtask, answer, (GDestroyNotify) json_node_unref);
    else
        g_task_return_error (gtask, error);
}

static void
tell (const TallyApiTask *task)
{
    TallyWireEvent event = { .id = task->name, .kind = (char *) "done", .text = (char *) "" };
    g_autoptr(JsonNode) node = tally_wire_event_to_json (&event);
    g_autofree char *text = tally_wire_to_text (node);

    tally_event_stream_send (task->api->stream, task->event, text);
}

static void
on_worked (GObject *source, GAsyncResult *result, gpointer user_data)
{
    TallyApiTask *task = g_task_get_task_data (G_TASK (result));
    g_autoptr(GError) error = NULL;
    JsonNode *answer = g_task_propagate_pointer (G_TASK (result), &error);

    task->api->n_jobs--;
    if (answer == NULL) {
        tally_request_reply_error (task->request, error);
        return;
    }
    if (task->event != NULL)
        tell (task);
    tally_request_reply_json (task->request, task->status, answer);
}

void
tally_api_task_start (TallyApiTask *task)
{
    TallyApi *api = task->api;
    g_autoptr(GTask) gtask = NULL;

    if (api->n_jobs >= TALLY_API_MAX_JOBS) {
        tally_request_set_header (task->request, "Retry-After", "5");
        tally_request_reply_problem (task->request, 503, NULL, "too much is going on", NULL);
        free_task (task);
        return;
    }
    gtask = g_task_new (NULL, NULL, on_worked, NULL);
    g_task_set_task_data (gtask, task, free_task);
    api->n_jobs++;
    g_task_run_in_thread (gtask, work_in_thread);
}

JsonNode *
tally_api_task_done (const char *id, const char *kind)
{
    TallyWireJob job = { .job_id = (char *) id,
                         .kind = (char *) kind,
                         .state = (char *) "done",
                         .n_done = 1,
                         .n_total = 1,
                         .message = (char *) "" };

    return tally_wire_job_to_json (&job);
}
