// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/bill/tally-bill-step.h"
#include "server/ledger/tally-ledger-step.h"
#include "server/publish/api/tally-api-answer.h"
#include "server/publish/api/tally-api-job.h"
#include "shared/error/tally-error.h"
#include "shared/wire/tally-wire-bill-run-start.h"
#include "shared/wire/tally-wire-bill-run.h"
#include "shared/wire/tally-wire-job.h"

#define KIND "bill-run"

static const TallyAccess run_access = { .who = TALLY_WHO_STAFF, .act = TALLY_ACT_BILL_RUN };
static const TallyAccess issue_access = { .who = TALLY_WHO_STAFF, .act = TALLY_ACT_BILL_ISSUE };

static void
list_runs (TallyRequest *request, gpointer user_data)
{
    const char *values[] = { NULL };

    tally_api_answer_list (user_data, request, "publish/api-bill-runs", 1, values,
                           &tally_wire_bill_run_type);
}

static void
show_run (TallyRequest *request, gpointer user_data)
{
    const char *id = tally_request_get_param (request, "run_id");

    if (tally_api_uuid (request, "run_id", id))
        tally_api_answer_one (user_data, request, "publish/api-bill-runs", 1, &id,
                              &tally_wire_bill_run_type);
}

static gboolean
compute (TallyDb *db, TallyApiJob *job, GCancellable *cancellable, GError **error)
{
    g_auto(TallyBillRun) run = { 0 };
    TallyBillOrder order = { .conninfo = job->conninfo,
                             .run_id = job->id,
                             .district_id = job->district_id,
                             .cycle = job->cycle,
                             .started_by = job->person,
                             .cancellable = cancellable,
                             .progress = tally_api_job_progress,
                             .progress_data = job };

    return tally_day_parse (job->period_start, &order.period.first, error)
           && tally_day_parse (job->period_end, &order.period.end, error)
           && tally_bill_step_run (&order, &run, error);
}

static gboolean
issue (TallyDb *db, TallyApiJob *job, GCancellable *cancellable, GError **error)
{
    int64_t n_issued;

    return tally_ledger_step_issue (db, job->id, job->day, job->person, &n_issued, error);
}

/* What nobody computes any more is only marked; issued bills are never taken back so. */
static gboolean
cancel (TallyDb *db, TallyApiJob *job, GCancellable *cancellable, GError **error)
{
    g_auto(TallyBillRun) run = { 0 };

    if (!tally_bill_store_get_run (db, job->id, &run, error))
        return FALSE;
    if (g_str_equal (run.state, "issued")) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_EXISTS, "the run is issued already");
        return FALSE;
    }
    return tally_bill_store_end_run (db, job->id, "cancelled", job->person, error);
}

/* Somebody of one district bills that district, whatever he asks for. */
static gboolean
may_bill (TallyRequest *request, int64_t district_id)
{
    int32_t own = tally_request_get_session (request)->district_id;

    if (own == 0 || own == district_id)
        return TRUE;
    tally_request_reply_problem (request, 403, NULL, "that is another district", "district_id");
    return FALSE;
}

static void
start_run (TallyRequest *request, gpointer user_data)
{
    TallyApi *api = user_data;
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyWireBillRunStart) start = NULL;
    TallyDays period;
    TallyApiJob *job;

    start = tally_request_read (request, &tally_wire_bill_run_start_type, &error);
    if (start == NULL) {
        tally_request_reply_error (request, error);
        return;
    }
    if (!tally_api_uuid (request, "run_id", start->run_id)
        || !may_bill (request, start->district_id))
        return;
    if (start->district_id < 0 || start->district_id > G_MAXINT32) {
        tally_request_reply_problem (request, 422, NULL, "that is no district", "district_id");
        return;
    }
    if (start->district_id == 0 && start->cycle != NULL && *start->cycle != '\0') {
        tally_request_reply_problem (request, 422, NULL, "a cycle is of one district", "cycle");
        return;
    }
    if (!tally_day_parse (start->period_start, &period.first, &error)
        || !tally_day_parse (start->period_end, &period.end, &error)
        || !tally_bill_is_month (period, &error)) {
        tally_request_reply_problem (request, 422, NULL, error->message, "period_end");
        return;
    }
    if (g_hash_table_contains (api->running, start->run_id)) {
        tally_api_job_reply (request, KIND, start->run_id,
                             "running"); /* by whom is told by its events */
        return;
    }
    job = tally_api_job_new (api, request, KIND, "bill-run", start->run_id, compute);
    job->district_id = (int32_t) start->district_id;
    job->cycle = g_steal_pointer (&start->cycle);
    job->period_start = g_steal_pointer (&start->period_start);
    job->period_end = g_steal_pointer (&start->period_end);
    tally_api_job_start (job);
}

typedef struct {
    TallyApi *api;
    TallyRequest *request;
    const char *action;
    TallyApiWork work;
} Move;

/* The run is looked up as the person, so that a foreign district's run is not found. */
static void
on_run_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autofree Move *move = user_data;
    g_autoptr(TallyRequest) request = move->request;
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) results = tally_pool_query_finish (TALLY_POOL (source), result, &error);
    PGresult *rows = results != NULL ? g_ptr_array_index (results, 0) : NULL;
    g_autoptr(TallyWireBillRun) run = NULL;

    if (rows != NULL && PQntuples (rows) == 1)
        run = tally_api_read_row (rows, 0, &tally_wire_bill_run_type, &error);
    else if (rows != NULL)
        g_set_error_literal (&error, TALLY_ERROR, TALLY_ERROR_NOT_FOUND, "no such run");
    if (run == NULL)
        tally_request_reply_error (request, error);
    else if (may_bill (request, run->district_id))
        tally_api_job_start (
            tally_api_job_new (move->api, request, KIND, move->action, run->run_id, move->work));
}

static void
start_move (TallyRequest *request, TallyApi *api, const char *action, TallyApiWork work)
{
    TallyScope scope = tally_session_scope (tally_request_get_session (request));
    const char *id = tally_request_get_param (request, "run_id");
    TallyQuery query = { "publish/api-bill-runs", 1, &id };
    Move *move;

    if (!tally_api_uuid (request, "run_id", id))
        return;
    move = g_new0 (Move, 1);
    move->api = api;
    move->request = g_object_ref (request);
    move->action = action;
    move->work = work;
    tally_pool_query_async (api->pool, &scope, &query, 1, NULL, on_run_found, move);
}

static void
start_issue (TallyRequest *request, gpointer user_data)
{
    start_move (request, user_data, "bill-run-issue", issue);
}

static void
start_cancel (TallyRequest *request, gpointer user_data)
{
    TallyApi *api = user_data;
    const char *id = tally_request_get_param (request, "run_id");

    /* A run that computes ends within half a second and marks itself. */
    if (tally_request_get_session (request)->district_id == 0 && tally_api_job_cancel (api, id))
        tally_api_job_reply (request, KIND, id, "cancelled");
    else
        start_move (request, api, "bill-run-cancel", cancel);
}

void
tally_bill_run_handler_add (TallyApi *api)
{
    TallyHttp *http = api->http;

    tally_http_add_route (http, "GET", "/api/v1/bill-runs", &tally_api_see, list_runs, api);
    tally_http_add_route (http, "POST", "/api/v1/bill-runs", &run_access, start_run, api);
    tally_http_add_route (http, "GET", "/api/v1/bill-runs/{run_id}", &tally_api_see, show_run, api);
    tally_http_add_route (http, "POST", "/api/v1/bill-runs/{run_id}/issue", &issue_access,
                          start_issue, api);
    tally_http_add_route (http, "POST", "/api/v1/bill-runs/{run_id}/cancel", &issue_access,
                          start_cancel, api);
}
