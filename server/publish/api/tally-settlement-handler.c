// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/publish/api/tally-api-answer.h"
#include "server/publish/api/tally-api-job.h"
#include "server/publish/api/tally-settlement-calc.h"
#include "server/settle/tally-settle-step.h"
#include "shared/error/tally-error.h"
#include "shared/wire/tally-wire-confirm.h"
#include "shared/wire/tally-wire-job.h"
#include "shared/wire/tally-wire-reason.h"
#include "shared/wire/tally-wire-settlement-start.h"
#include "shared/wire/tally-wire-settlement.h"

#define REASON_MAX 1000
#define KIND "settlement"

static const TallyAccess draft_access = { .who = TALLY_WHO_STAFF,
                                          .act = TALLY_ACT_SETTLEMENT_DRAFT };
static const TallyAccess submit_access = { .who = TALLY_WHO_STAFF,
                                           .act = TALLY_ACT_SETTLEMENT_SUBMIT };
static const TallyAccess decide_access = { .who = TALLY_WHO_STAFF,
                                           .act = TALLY_ACT_SETTLEMENT_DECIDE };
static const TallyAccess publish_access = { .who = TALLY_WHO_STAFF,
                                            .act = TALLY_ACT_SETTLEMENT_PUBLISH };

static void
list_settlements (TallyRequest *request, gpointer user_data)
{
    tally_api_answer_list (user_data, request, "publish/api-settlements", 0, NULL,
                           &tally_wire_settlement_row_type);
}

typedef struct {
    TallyApi *api;
    TallyRequest *request;
} Search;

/* It is being drawn up: there is nothing to show yet, and nothing is wrong. */
static gboolean
is_drafting (TallyApi *api, TallyRequest *request)
{
    const char *id = tally_request_get_param (request, "settlement_id");
    TallyWireJob job = { .job_id = (char *) id,
                         .kind = (char *) KIND,
                         .state = (char *) "running",
                         .message = (char *) "" };

    if (tally_request_get_session (request)->district_id != 0
        || !g_hash_table_contains (api->running, id))
        return FALSE;
    tally_request_reply_json (request, 202, tally_wire_job_to_json (&job));
    return TRUE;
}

static void
on_settlement (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autofree Search *search = user_data;
    g_autoptr(TallyRequest) request = search->request;
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) results = tally_pool_query_finish (TALLY_POOL (source), result, &error);
    g_autoptr(TallyWireSettlement) settlement = NULL;
    const TallySession *session = tally_request_get_session (request);

    if (results != NULL && PQntuples (g_ptr_array_index (results, 0)) == 1)
        settlement = tally_api_read_row (g_ptr_array_index (results, 0), 0,
                                         &tally_wire_settlement_type, &error);
    else if (results != NULL && is_drafting (search->api, request))
        return;
    else if (results != NULL)
        g_set_error_literal (&error, TALLY_ERROR, TALLY_ERROR_NOT_FOUND, "no such settlement");
    if (settlement == NULL) {
        tally_request_reply_error (request, error);
        return;
    }
    settlement->allowed = tally_settlement_allowed (settlement->state, session->role,
                                                    g_strcmp0 (settlement->summary->submitted_by,
                                                               session->login)
                                                        == 0);
    tally_request_reply_json (request, 200, tally_wire_settlement_to_json (settlement));
}

static void
show_settlement (TallyRequest *request, gpointer user_data)
{
    TallyApi *api = user_data;
    TallyScope scope = tally_session_scope (tally_request_get_session (request));
    const char *id = tally_request_get_param (request, "settlement_id");
    TallyQuery query = { "publish/api-settlement", 1, &id };
    Search *search;

    if (!tally_api_uuid (request, "settlement_id", id))
        return;
    search = g_new0 (Search, 1);
    search->api = api;
    search->request = g_object_ref (request);
    tally_pool_query_async (api->pool, &scope, &query, 1, NULL, on_settlement, search);
}

static gboolean
draft (TallyDb *db, TallyApiJob *job, GCancellable *cancellable, GError **error)
{
    TallyDays period;

    return tally_day_parse (job->period_start, &period.first, error)
           && tally_day_parse (job->period_end, &period.end, error)
           && tally_settle_step_draft (db, job->conninfo, job->id, period, job->person, cancellable,
                                       error);
}

static gboolean
audit (TallyDb *db, TallyApiJob *job, GCancellable *cancellable, GError **error)
{
    int n_red;

    return tally_settle_step_audit (db, job->id, job->person, &n_red, error);
}

static gboolean
submit (TallyDb *db, TallyApiJob *job, GCancellable *cancellable, GError **error)
{
    return tally_settle_step_submit (db, job->id, job->person, error);
}

static gboolean
approve (TallyDb *db, TallyApiJob *job, GCancellable *cancellable, GError **error)
{
    return tally_settle_step_approve (db, job->id, job->person, error);
}

static gboolean
give_back (TallyDb *db, TallyApiJob *job, GCancellable *cancellable, GError **error)
{
    return tally_settle_step_return (db, job->id, job->person, job->reason, error);
}

static gboolean
publish (TallyDb *db, TallyApiJob *job, GCancellable *cancellable, GError **error)
{
    return tally_settle_step_publish (db, job->id, job->person, error);
}

/* A settlement is the head office's: those of one district see theirs, and move none. */
static gboolean
is_head_office (TallyRequest *request)
{
    if (tally_request_get_session (request)->district_id == 0)
        return TRUE;
    tally_request_reply_problem (request, 403, NULL, "settlements are made by the head office",
                                 NULL);
    return FALSE;
}

static TallyApiJob *
new_job (TallyRequest *request,
         TallyApi *api,
         const char *action,
         const char *id,
         TallyApiWork work)
{
    if (!is_head_office (request) || !tally_api_uuid (request, "settlement_id", id))
        return NULL;
    return tally_api_job_new (api, request, KIND, action, id, work);
}

static void
start_draft (TallyRequest *request, gpointer user_data)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyWireSettlementStart) start = NULL;
    TallyApiJob *job;

    start = tally_request_read (request, &tally_wire_settlement_start_type, &error);
    if (start == NULL) {
        tally_request_reply_error (request, error);
        return;
    }
    if (g_strcmp0 (start->period_start, start->period_end) >= 0) {
        tally_request_reply_problem (request, 422, NULL, "the period ends before it begins",
                                     "period_end");
        return;
    }
    job = new_job (request, user_data, "settlement-draft", start->settlement_id, draft);
    if (job == NULL)
        return;
    job->period_start = g_steal_pointer (&start->period_start);
    job->period_end = g_steal_pointer (&start->period_end);
    tally_api_job_start (job);
}

static void
start_move (TallyRequest *request, gpointer user_data, const char *action, TallyApiWork work)
{
    TallyApiJob *job = new_job (request, user_data, action,
                                tally_request_get_param (request, "settlement_id"), work);

    if (job != NULL)
        tally_api_job_start (job);
}

static void
start_audit (TallyRequest *request, gpointer user_data)
{
    start_move (request, user_data, "settlement-audit", audit);
}

static void
start_submit (TallyRequest *request, gpointer user_data)
{
    start_move (request, user_data, "settlement-submit", submit);
}

static void
start_publish (TallyRequest *request, gpointer user_data)
{
    start_move (request, user_data, "settlement-publish", publish);
}

static void
start_return (TallyRequest *request, gpointer user_data)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyWireReason)
                   reason = tally_request_read (request, &tally_wire_reason_type, &error);
    TallyApiJob *job;

    if (reason == NULL) {
        tally_request_reply_error (request, error);
        return;
    }
    g_strstrip (reason->reason);
    if (reason->reason[0] == '\0' || g_utf8_strlen (reason->reason, -1) > REASON_MAX) {
        tally_request_reply_problem (request, 422, NULL, "1 to 1000 characters are expected",
                                     "reason");
        return;
    }
    job = new_job (request, user_data, "settlement-return",
                   tally_request_get_param (request, "settlement_id"), give_back);
    if (job == NULL)
        return;
    job->reason = g_steal_pointer (&reason->reason);
    tally_api_job_start (job);
}

typedef struct {
    TallyRequest *request;
    TallyApi *api;
} Confirmation;

static void
on_confirmed (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autofree Confirmation *confirmation = user_data;
    g_autoptr(TallyRequest) request = confirmation->request;
    g_autoptr(GError) error = NULL;

    if (tally_guard_confirm_finish (TALLY_GUARD (source), result, &error))
        start_move (request, confirmation->api, "settlement-approve", approve);
    else if (g_error_matches (error, TALLY_ERROR, TALLY_ERROR_FORBIDDEN))
        tally_request_reply_problem (request, 403, NULL, "the password or code is wrong",
                                     "password");
    else
        tally_request_reply_error (request, error);
}

/* An approval moves money: the password is asked again; a session left open is not enough. */
static void
start_approve (TallyRequest *request, gpointer user_data)
{
    TallyApi *api = user_data;
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyWireConfirm)
                   confirm = tally_request_read (request, &tally_wire_confirm_type, &error);
    const TallySession *session = tally_request_get_session (request);
    Confirmation *confirmation;

    if (confirm == NULL) {
        tally_request_reply_error (request, error);
        return;
    }
    if (!is_head_office (request)
        || !tally_http_count_account (request, TALLY_RATE_LOGIN, session->login))
        return;
    confirmation = g_new0 (Confirmation, 1);
    confirmation->request = g_object_ref (request);
    confirmation->api = api;
    tally_guard_confirm_async (api->guard, session, confirm->password, confirm->code,
                               tally_request_get_address (request), on_confirmed, confirmation);
}

void
tally_settlement_handler_add (TallyApi *api)
{
    static const struct {
        const char *method;
        const char *path;
        const TallyAccess *access;
        TallyHttpHandler handler;
    } routes[] = {
        { "GET", "/api/v1/settlements", &tally_api_see, list_settlements },
        { "POST", "/api/v1/settlements", &draft_access, start_draft },
        { "GET", "/api/v1/settlements/{settlement_id}", &tally_api_see, show_settlement },
        { "POST", "/api/v1/settlements/{settlement_id}/audit", &draft_access, start_audit },
        { "POST", "/api/v1/settlements/{settlement_id}/submit", &submit_access, start_submit },
        { "POST", "/api/v1/settlements/{settlement_id}/approve", &decide_access, start_approve },
        { "POST", "/api/v1/settlements/{settlement_id}/return", &decide_access, start_return },
        { "POST", "/api/v1/settlements/{settlement_id}/publish", &publish_access, start_publish },
    };

    for (size_t i = 0; i < G_N_ELEMENTS (routes); i++)
        tally_http_add_route (api->http, routes[i].method, routes[i].path, routes[i].access,
                              routes[i].handler, api);
}
