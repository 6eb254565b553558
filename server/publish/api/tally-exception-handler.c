// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/publish/api/tally-api-answer.h"
#include "server/publish/api/tally-api-task.h"
#include "server/validate/tally-edit-step.h"
#include "shared/error/tally-error.h"
#include "shared/wire/tally-wire-bulk-result.h"
#include "shared/wire/tally-wire-exception-bulk.h"
#include "shared/wire/tally-wire-exception-row.h"
#include "shared/wire/tally-wire-reason.h"

#include <string.h>

#define REASON_MAX 1000

static const TallyAccess edit_access = { .who = TALLY_WHO_STAFF, .act = TALLY_ACT_EDIT };

static const char *const states[] = { "open", "accepted", "solved", NULL };
static const char *const severities[] = { "fail", "warn", "info", NULL };

static gboolean
is_one_of (TallyRequest *request, const char *name, const char *text, const char *const *known)
{
    if (text == NULL || g_strv_contains (known, text))
        return TRUE;
    tally_request_reply_problem (request, 422, NULL, "that is not known", name);
    return FALSE;
}

/* A day, or from and to; both ends are in it. */
static gboolean
read_days (TallyRequest *request, const char **from, const char **to)
{
    if (tally_request_get_query (request, "from") == NULL) {
        *from = *to = tally_api_day (request, "day");
        return *from != NULL;
    }
    *from = tally_api_day (request, "from");
    *to = *from != NULL ? tally_api_day (request, "to") : NULL;
    return *to != NULL;
}

static void
list_exceptions (TallyRequest *request, gpointer user_data)
{
    const char *node = tally_request_get_query (request, "node");
    const char *state = tally_request_get_query (request, "state");
    const char *severity = tally_request_get_query (request, "severity");
    const char *values[6] = { NULL,     NULL, state, tally_request_get_query (request, "rule"),
                              severity, node };

    if (is_one_of (request, "state", state, states)
        && is_one_of (request, "severity", severity, severities)
        && tally_api_number (request, "node", node, 1, G_MAXINT32)
        && read_days (request, &values[0], &values[1]))
        tally_api_answer_list (user_data, request, "publish/api-exceptions", 6, values,
                               &tally_wire_exception_row_type);
}

static TallyDecisionOrder
order_of (const TallyApiTask *task, const char *reason)
{
    return (TallyDecisionOrder){ .person_district = task->person_district,
                                 .person = task->person,
                                 .address = task->address,
                                 .reason = reason,
                                 .now = task->now };
}

static JsonNode *
decide (TallyDb *db, const TallyApiTask *task, TallyDecision decision, GError **error)
{
    const TallyWireReason *said = task->message;
    TallyDecisionOrder order = order_of (task, said->reason);

    order.decision = decision;
    if (!tally_edit_step_decide (db, task->conninfo, task->name, &order, error))
        return NULL;
    return tally_api_task_done (task->name, "exception");
}

static JsonNode *
accept_it (TallyDb *db, const TallyApiTask *task, GError **error)
{
    return decide (db, task, TALLY_DECISION_ACCEPT, error);
}

static JsonNode *
estimate_it (TallyDb *db, const TallyApiTask *task, GError **error)
{
    return decide (db, task, TALLY_DECISION_ESTIMATE, error);
}

static JsonNode *
reopen_it (TallyDb *db, const TallyApiTask *task, GError **error)
{
    return decide (db, task, TALLY_DECISION_REOPEN, error);
}

static gboolean
is_reason (const char *reason)
{
    return reason != NULL && *reason != '\0' && strlen (reason) <= REASON_MAX;
}

static void
start_decision (TallyRequest *request, TallyApi *api, TallyApiTaskWork work)
{
    TallyApiTask *task = tally_api_task_new (api, request, work);

    if (!tally_api_task_read (task, &tally_wire_reason_type))
        return;
    if (!is_reason (((const TallyWireReason *) task->message)->reason)) {
        tally_api_task_refuse (task, "reason", "a reason is expected");
        return;
    }
    task->name = g_strdup (tally_request_get_param (request, "exception_id"));
    task->status = 202;
    task->event = "validate";
    tally_api_task_start (task);
}

static void
accept_exception (TallyRequest *request, gpointer user_data)
{
    start_decision (request, user_data, accept_it);
}

static void
estimate_exception (TallyRequest *request, gpointer user_data)
{
    start_decision (request, user_data, estimate_it);
}

static void
reopen_exception (TallyRequest *request, gpointer user_data)
{
    start_decision (request, user_data, reopen_it);
}

static const char *
given (const char *text)
{
    return text != NULL && *text != '\0' ? text : NULL;
}

static JsonNode *
decide_many (TallyDb *db, const TallyApiTask *task, GError **error)
{
    const TallyWireExceptionBulk *said = task->message;
    TallyDecisionOrder order = order_of (task, said->reason);
    TallyExceptionFilter filter = { .person_district = task->person_district,
                                    .district_id = (int32_t) said->filter->district_id,
                                    .state = given (said->filter->state),
                                    .rule = given (said->filter->rule),
                                    .severity = given (said->filter->severity),
                                    .node_id = (int32_t) said->filter->node,
                                    .from = given (said->filter->from),
                                    .to = given (said->filter->to) };
    TallyWireBulkResult result = { .request_id = said->request_id, .state = (char *) "done" };

    if (!tally_decision_find (said->action, &order.decision)) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID, "action: it is not known");
        return NULL;
    }
    if (!tally_edit_step_bulk (db, task->conninfo, said->request_id, &filter, &order,
                               &result.matched, &result.done, error))
        return NULL;
    return tally_wire_bulk_result_to_json (&result);
}

static gboolean
is_day_or_none (const char *text)
{
    TallyDay day;

    return given (text) == NULL || tally_day_parse (text, &day, NULL);
}

static void
decide_bulk (TallyRequest *request, gpointer user_data)
{
    TallyApiTask *task = tally_api_task_new (user_data, request, decide_many);
    const TallyWireExceptionBulk *said;

    if (!tally_api_task_read (task, &tally_wire_exception_bulk_type))
        return;
    said = task->message;
    if (!g_uuid_string_is_valid (said->request_id))
        tally_api_task_refuse (task, "request_id", "a UUID is expected");
    else if (!is_reason (said->reason))
        tally_api_task_refuse (task, "reason", "a reason is expected");
    else if (said->filter == NULL)
        tally_api_task_refuse (task, "filter", "a filter is expected");
    else if (!is_day_or_none (said->filter->from) || !is_day_or_none (said->filter->to))
        tally_api_task_refuse (task, "filter.from", "a day is expected");
    else {
        task->name = g_strdup (said->request_id);
        task->status = 200;
        task->event = "validate";
        tally_api_task_start (task);
    }
}

void
tally_exception_handler_add (TallyApi *api)
{
    TallyHttp *http = api->http;

    tally_http_add_route (http, "GET", "/api/v1/exceptions", &tally_api_see, list_exceptions, api);
    tally_http_add_route (http, "POST", "/api/v1/exceptions/bulk", &edit_access, decide_bulk, api);
    tally_http_add_route (http, "POST", "/api/v1/exceptions/{exception_id}/accept", &edit_access,
                          accept_exception, api);
    tally_http_add_route (http, "POST", "/api/v1/exceptions/{exception_id}/estimate", &edit_access,
                          estimate_exception, api);
    tally_http_add_route (http, "POST", "/api/v1/exceptions/{exception_id}/reopen", &edit_access,
                          reopen_exception, api);
}
