// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/bill/whatif/tally-pricing-step.h"
#include "server/bill/whatif/tally-whatif-wire.h"
#include "server/publish/api/tally-api-answer.h"
#include "server/publish/api/tally-api-job.h"
#include "server/publish/api/tally-api-task.h"
#include "shared/error/tally-error.h"
#include "shared/wire/tally-wire-job.h"
#include "shared/wire/tally-wire-what-if-start.h"

#include <string.h>

#define KIND "what-if"
#define ACCOUNT_MAX 40

static const TallyAccess try_access = { .who = TALLY_WHO_STAFF, .act = TALLY_ACT_TARIFF_DRAFT };

/* "2026-09" */
static gboolean
parse_month (const char *month, TallyDays *period, GError **error)
{
    g_autofree char *first = g_strconcat (month != NULL ? month : "", "-01", NULL);
    TallyDay day;

    if (!tally_day_parse (first, &day, error))
        return FALSE;
    *period = tally_days_of_month (day);
    return TRUE;
}

static gboolean
try (TallyDb *db, TallyApiJob *job, GCancellable *cancellable, GError **error)
{
    const TallyWireWhatIfStart *start = job->order;
    g_autoptr(TallyTariff) draft = tally_tariff_read (start->document, -1, error);
    g_autoptr(TallyWhatif) whatif = NULL;
    g_autoptr(TallyWireWhatIf) found = NULL;
    TallyWhatifOrder order = {
        .conninfo = job->conninfo,
        .draft = draft,
        .scope = { .district_id = job->district_id,
                   .account = start->account,
                   .node_id = (int32_t) start->node_id,
                   .replaces = start->replaces },
        .cancellable = cancellable,
        .progress = tally_api_job_progress,
        .progress_data = job,
    };

    if (draft == NULL || !parse_month (start->month, &order.period, error))
        return FALSE;
    whatif = tally_whatif_step_run (&order, error);
    found = whatif != NULL ? tally_whatif_to_wire (db, whatif, job->id, start->month, error) : NULL;
    if (found == NULL)
        return FALSE;
    tally_shelf_put (job->api->what_ifs, job->id, tally_wire_what_if_to_json (found));
    return TRUE;
}

static const char *
fault_of (const TallyWireWhatIfStart *start, const char **field)
{
    TallyDays period;

    *field = "month";
    if (!parse_month (start->month, &period, NULL))
        return "a month such as 2026-09 is expected";
    *field = "node_id";
    if (start->node_id < 0 || start->node_id > G_MAXINT32)
        return "a node is expected";
    *field = "account";
    if (start->account != NULL
        && (*start->account == '\0' || strlen (start->account) > ACCOUNT_MAX))
        return "an account's number is expected";
    *field = "replaces";
    if (start->account == NULL && start->replaces == NULL)
        return "the tariff that is replaced is expected";
    return NULL;
}

static void
free_start (gpointer data)
{
    tally_wire_what_if_start_free (data);
}

static void
start (TallyRequest *request, gpointer user_data)
{
    TallyApi *api = user_data;
    const TallySession *session = tally_request_get_session (request);
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyWireWhatIfStart) said = NULL;
    const char *field;
    const char *fault;
    TallyApiJob *job;

    said = tally_request_read (request, &tally_wire_what_if_start_type, &error);
    if (said == NULL) {
        tally_request_reply_error (request, error);
        return;
    }
    if (!tally_api_uuid (request, "whatif_id", said->whatif_id))
        return;
    fault = fault_of (said, &field);
    if (fault != NULL) {
        tally_request_reply_problem (request, 422, NULL, fault, field);
        return;
    }
    if (!tally_shelf_reserve (api->what_ifs, said->whatif_id, session->login)) {
        tally_request_reply_problem (request, 409, NULL, "that what-if was asked already",
                                     "whatif_id");
        return;
    }
    job = tally_api_job_new (api, request, KIND, "what-if", said->whatif_id, try);
    job->district_id = session->district_id;
    job->order = g_steal_pointer (&said);
    job->free_order = free_start;
    tally_api_job_start (job);
}

static gpointer
refer (gpointer node, gpointer unused)
{
    return json_node_ref (node);
}

/* Returns: whether there is such a what-if of the person; otherwise answered. */
static gboolean
find (TallyRequest *request, TallyApi *api, const char *id, JsonNode **result)
{
    const char *person = tally_request_get_session (request)->login;
    gpointer taken;

    if (!tally_api_uuid (request, "whatif_id", id))
        return FALSE;
    if (tally_shelf_get (api->what_ifs, id, person, refer, NULL, &taken)) {
        *result = taken;
        return TRUE;
    }
    tally_request_reply_problem (request, 404, NULL, "there is no such what-if any more", NULL);
    return FALSE;
}

static void
show (TallyRequest *request, gpointer user_data)
{
    const char *id = tally_request_get_param (request, "whatif_id");
    JsonNode *result;

    if (!find (request, user_data, id, &result))
        return;
    if (result != NULL)
        tally_request_reply_json (request, 200, result);
    else
        tally_api_job_reply (request, KIND, id, "running");
}

static void
cancel (TallyRequest *request, gpointer user_data)
{
    TallyApi *api = user_data;
    const char *id = tally_request_get_param (request, "whatif_id");
    g_autoptr(JsonNode) result = NULL;

    if (find (request, api, id, &result))
        tally_api_job_reply (request, KIND, id,
                             tally_api_job_cancel (api, id) ? "cancelled" : "done");
}

static JsonNode *
load_pricing (TallyDb *db, const TallyApiTask *task, GError **error)
{
    const TallyWireWhatIfStart *asked = task->message;
    TallyWhatifScope scope = { .district_id = task->person_district, .account = asked->account };
    g_autoptr(GPtrArray) rows = NULL;
    TallyDays period;

    if (!parse_month (asked->month, &period, error))
        return NULL;
    rows = tally_pricing_step_load (db, &scope, period, error);
    return rows != NULL ? tally_wire_list_to_json (&tally_wire_pricing_type, rows, rows->len)
                        : NULL;
}

static void
show_pricing (TallyRequest *request, gpointer user_data)
{
    TallyApiTask *task = tally_api_task_new (user_data, request, load_pricing);
    TallyWireWhatIfStart *asked = tally_wire_what_if_start_new ();
    TallyDays period;

    asked->account = g_strdup (tally_request_get_query (request, "account"));
    asked->month = g_strdup (tally_request_get_query (request, "month"));
    task->type = &tally_wire_what_if_start_type;
    task->message = asked;
    if (asked->account == NULL || strlen (asked->account) > ACCOUNT_MAX)
        tally_api_task_refuse (task, "account", "an account's number is expected");
    else if (!parse_month (asked->month, &period, NULL))
        tally_api_task_refuse (task, "month", "a month such as 2026-09 is expected");
    else
        tally_api_task_start (task);
}

void
tally_what_if_handler_add (TallyApi *api)
{
    TallyHttp *http = api->http;

    tally_http_add_route (http, "GET", "/api/v1/pricing", &tally_api_see, show_pricing, api);
    tally_http_add_route (http, "POST", "/api/v1/what-ifs", &try_access, start, api);
    tally_http_add_route (http, "GET", "/api/v1/what-ifs/{whatif_id}", &try_access, show, api);
    tally_http_add_route (http, "POST", "/api/v1/what-ifs/{whatif_id}/cancel", &try_access, cancel,
                          api);
}
