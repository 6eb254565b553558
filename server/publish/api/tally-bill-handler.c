// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/bill/whatif/tally-line-step.h"
#include "server/publish/api/tally-api-answer.h"
#include "server/publish/api/tally-api-task.h"
#include "shared/error/tally-error.h"
#include "shared/wire/tally-wire-bill.h"
#include "shared/wire/tally-wire-intervals.h"

#define LIMIT_STANDARD "1000"
#define LIMIT_MAX 10000

static const char *const states[] = { "draft", "held", "ready", "issued", "cancelled", NULL };

static void
list_bills (TallyRequest *request, gpointer user_data)
{
    const char *run = tally_request_get_query (request, "run");
    const char *state = tally_request_get_query (request, "state");
    const char *limit = tally_request_get_query (request, "limit");
    const char *offset = tally_request_get_query (request, "offset");
    const char *first = tally_request_get_query (request, "first");
    const char *values[] = { run,
                             state,
                             tally_request_get_query (request, "account"),
                             limit != NULL ? limit : LIMIT_STANDARD,
                             offset != NULL ? offset : "0",
                             tally_request_get_query (request, "check"),
                             first };

    if ((run != NULL && !tally_api_uuid (request, "run", run))
        || !tally_api_number (request, "limit", limit, 1, LIMIT_MAX)
        || !tally_api_number (request, "offset", offset, 0, G_MAXINT32))
        return;
    if (state != NULL && !g_strv_contains (states, state)) {
        tally_request_reply_problem (request, 422, NULL, "that state is not known", "state");
        return;
    }
    if (first != NULL && !g_strv_contains (states, first)) {
        tally_request_reply_problem (request, 422, NULL, "that state is not known", "first");
        return;
    }
    tally_api_answer_list (user_data, request, "publish/api-bills", G_N_ELEMENTS (values), values,
                           &tally_wire_bill_row_type);
}

static void
show_bill (TallyRequest *request, gpointer user_data)
{
    const char *number = tally_request_get_param (request, "number");

    if (tally_api_bill_number (request, number))
        tally_api_answer_one (user_data, request, "publish/api-bill", 1, &number,
                              &tally_wire_bill_type);
}

typedef struct {
    TallyApi *api;
    TallyRequest *request;
} Search;

static void
on_line_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autofree Search *search = user_data;
    g_autoptr(TallyRequest) request = search->request;
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) results = tally_pool_query_finish (TALLY_POOL (source), result, &error);
    PGresult *rows = results != NULL ? g_ptr_array_index (results, 0) : NULL;
    const char *values[6];

    if (rows == NULL) {
        tally_request_reply_error (request, error);
        return;
    }
    if (PQntuples (rows) == 0) {
        tally_request_reply_problem (request, 404, NULL, "no such line", NULL);
        return;
    }
    for (int column = 0; column < 5; column++)
        values[column] = PQgetvalue (rows, 0, column);
    values[5] = "0"; /* no like days */
    tally_api_answer_one (search->api, request, "publish/api-intervals", 6, values,
                          &tally_wire_intervals_type);
}

static void
show_line_intervals (TallyRequest *request, gpointer user_data)
{
    TallyApi *api = user_data;
    TallyScope scope = tally_session_scope (tally_request_get_session (request));
    const char *values[] = { tally_request_get_param (request, "number"),
                             tally_request_get_param (request, "line_no") };
    TallyQuery query = { "publish/api-line-point", 2, values };
    Search *search;

    if (!tally_api_bill_number (request, values[0])
        || !tally_api_number (request, "line_no", values[1], 0, G_MAXINT16))
        return;
    search = g_new0 (Search, 1);
    search->api = api;
    search->request = g_object_ref (request);
    tally_pool_query_async (api->pool, &scope, &query, 1, NULL, on_line_found, search);
}

static JsonNode *
explain (TallyDb *db, const TallyApiTask *task, GError **error)
{
    g_autoptr(TallyWireLineReason) reason = NULL;

    /* point_id is the path's other number */
    reason = tally_line_step_explain (db, task->name, task->person_district, (int) task->point_id,
                                      error);
    return reason != NULL ? tally_wire_line_reason_to_json (reason) : NULL;
}

static void
explain_line (TallyRequest *request, gpointer user_data)
{
    const char *number = tally_request_get_param (request, "number");
    const char *line_no = tally_request_get_param (request, "line_no");
    TallyApiTask *task;

    if (!tally_api_bill_number (request, number)
        || !tally_api_number (request, "line_no", line_no, 0, G_MAXINT16))
        return;
    task = tally_api_task_new (user_data, request, explain);
    task->name = g_strdup (number);
    task->point_id = g_ascii_strtoll (line_no, NULL, 10);
    tally_api_task_start (task);
}

void
tally_bill_handler_add (TallyApi *api)
{
    tally_http_add_route (api->http, "GET", "/api/v1/bills", &tally_api_see, list_bills, api);
    tally_http_add_route (api->http, "GET", "/api/v1/bills/{number}", &tally_api_see, show_bill,
                          api);
    tally_http_add_route (api->http, "GET", "/api/v1/bills/{number}/lines/{line_no}/intervals",
                          &tally_api_see, show_line_intervals, api);
    tally_http_add_route (api->http, "GET", "/api/v1/bills/{number}/lines/{line_no}/explain",
                          &tally_api_see, explain_line, api);
}
