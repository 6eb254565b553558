// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/bill/tally-bill-decide-step.h"
#include "server/publish/api/tally-api-answer.h"
#include "server/publish/api/tally-api-task.h"
#include "shared/error/tally-error.h"
#include "shared/wire/tally-wire-bill-count.h"
#include "shared/wire/tally-wire-bill-decide-all.h"
#include "shared/wire/tally-wire-bill-decision.h"
#include "shared/wire/tally-wire-bill-parameter-set.h"
#include "shared/wire/tally-wire-bill-parameter.h"
#include "shared/wire/tally-wire-to-date-row.h"

#include <string.h>

/* Checks before release, holding and releasing, bills to date. */

#define REASON_MAX 1000
#define LIMIT_STANDARD "1000"
#define LIMIT_MAX 10000
#define CHECK_MAX 40

static const TallyAccess hold_access = { .who = TALLY_WHO_STAFF, .act = TALLY_ACT_BILL_HOLD };
static const TallyAccess check_access = { .who = TALLY_WHO_STAFF, .act = TALLY_ACT_BILL_CHECK };

static JsonNode *
count_node (int64_t n)
{
    TallyWireBillCount count = { n };

    return tally_wire_bill_count_to_json (&count);
}

static JsonNode *
decide_one (TallyDb *db, const TallyApiTask *task, gboolean is_release, GError **error)
{
    const TallyWireBillDecision *said = task->message;
    TallyBillDecision decision = { .decision_id = said->decision_id,
                                   .is_release = is_release,
                                   .number = task->name,
                                   .district_id = task->person_district,
                                   .n_expected = -1,
                                   .person = task->person,
                                   .address = task->address,
                                   .reason = said->reason };
    int64_t n;

    return tally_bill_step_decide (db, &decision, &n, error) ? count_node (n) : NULL;
}

static JsonNode *
hold_one (TallyDb *db, const TallyApiTask *task, GError **error)
{
    return decide_one (db, task, FALSE, error);
}

static JsonNode *
release_one (TallyDb *db, const TallyApiTask *task, GError **error)
{
    return decide_one (db, task, TRUE, error);
}

static gboolean
is_reason (const char *reason)
{
    return reason != NULL && *reason != '\0' && strlen (reason) <= REASON_MAX;
}

/* A bill of a district the person does not see is as unknown as one that is not there. */
static gboolean
sees_bill (TallyRequest *request, const char *number)
{
    int32_t own = tally_request_get_session (request)->district_id;

    if (own == 0 || g_ascii_strtoll (number, NULL, 10) == own)
        return TRUE;
    tally_request_reply_problem (request, 404, NULL, "the bill is not known", NULL);
    return FALSE;
}

static void
start_decision (TallyRequest *request, TallyApi *api, TallyApiTaskWork work)
{
    const char *number = tally_request_get_param (request, "number");
    const TallyWireBillDecision *said;
    TallyApiTask *task;

    if (!tally_api_bill_number (request, number) || !sees_bill (request, number))
        return;
    task = tally_api_task_new (api, request, work);
    task->name = g_strdup (number);
    if (!tally_api_task_read (task, &tally_wire_bill_decision_type))
        return;
    said = task->message;
    if (!g_uuid_string_is_valid (said->decision_id)) {
        tally_api_task_refuse (task, "decision_id", "a UUID is expected");
    } else if (!is_reason (said->reason)) {
        tally_api_task_refuse (task, "reason", "a reason is expected");
    } else {
        task->event = "bill-run";
        tally_api_task_start (task);
    }
}

static void
hold_bill (TallyRequest *request, gpointer user_data)
{
    start_decision (request, user_data, hold_one);
}

static void
release_bill (TallyRequest *request, gpointer user_data)
{
    start_decision (request, user_data, release_one);
}

static JsonNode *
decide_all (TallyDb *db, const TallyApiTask *task, GError **error)
{
    const TallyWireBillDecideAll *said = task->message;
    gboolean has_check = said->check_name != NULL && *said->check_name != '\0';
    TallyBillDecision decision = { .decision_id = said->decision_id,
                                   .is_release = g_str_equal (said->act, "release"),
                                   .run_id = task->name,
                                   .check = has_check ? said->check_name : NULL,
                                   .district_id = task->person_district,
                                   .n_expected = said->n_expected,
                                   .person = task->person,
                                   .address = task->address,
                                   .reason = said->reason };
    int64_t n;

    return tally_bill_step_decide (db, &decision, &n, error) ? count_node (n) : NULL;
}

static gboolean
is_act (const char *act)
{
    return g_strcmp0 (act, "hold") == 0 || g_strcmp0 (act, "release") == 0;
}

static void
decide_bills (TallyRequest *request, gpointer user_data)
{
    const char *run_id = tally_request_get_param (request, "run_id");
    const TallyWireBillDecideAll *said;
    TallyApiTask *task;

    if (!tally_api_uuid (request, "run_id", run_id))
        return;
    task = tally_api_task_new (user_data, request, decide_all);
    task->name = g_strdup (run_id);
    if (!tally_api_task_read (task, &tally_wire_bill_decide_all_type))
        return;
    said = task->message;
    if (!g_uuid_string_is_valid (said->decision_id)) {
        tally_api_task_refuse (task, "decision_id", "a UUID is expected");
    } else if (!is_act (said->act)) {
        tally_api_task_refuse (task, "act", "hold or release is expected");
    } else if (said->n_expected < 1) {
        tally_api_task_refuse (task, "n_expected", "how many bills there are is expected");
    } else if (!is_reason (said->reason)) {
        tally_api_task_refuse (task, "reason", "a reason is expected");
    } else {
        task->event = "bill-run";
        tally_api_task_start (task);
    }
}

static void
count_bills (TallyRequest *request, gpointer user_data)
{
    const char *act = tally_request_get_query (request, "act");
    const char *values[] = { tally_request_get_param (request, "run_id"), act,
                             tally_request_get_query (request, "check") };

    if (!tally_api_uuid (request, "run_id", values[0]))
        return;
    if (!is_act (act)) {
        tally_request_reply_problem (request, 422, NULL, "hold or release is expected", "act");
        return;
    }
    tally_api_answer_one (user_data, request, "publish/api-bills-matching", G_N_ELEMENTS (values),
                          values, &tally_wire_bill_count_type);
}

static void
list_checks (TallyRequest *request, gpointer user_data)
{
    const char *history = tally_request_get_query (request, "history");
    const char *values[] = { history != NULL ? history : "0" };

    if (tally_api_number (request, "history", history, 0, 1))
        tally_api_answer_list (user_data, request, "publish/api-bill-checks", 1, values,
                               &tally_wire_bill_parameter_type);
}

static JsonNode *
set_one (TallyDb *db, const TallyApiTask *task, GError **error)
{
    const TallyWireBillParameterSet *said = task->message;
    TallyBillSetting setting = { .check = task->name,
                                 .base_version = (int32_t) CLAMP (said->base_version, 0,
                                                                  G_MAXINT32),
                                 .bound = said->bound,
                                 .least = said->least,
                                 .person = task->person,
                                 .address = task->address,
                                 .reason = said->reason };

    if (!tally_bill_severity_find (said->severity, &setting.severity)) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                             "severity: hold, note or off is expected");
        return NULL;
    }
    return tally_bill_step_set_check (db, &setting, error) ? count_node (1) : NULL;
}

static void
set_check (TallyRequest *request, gpointer user_data)
{
    const char *name = tally_request_get_param (request, "check_name");
    TallyApiTask *task = tally_api_task_new (user_data, request, set_one);
    const TallyWireBillParameterSet *said;

    task->name = g_strndup (name, CHECK_MAX);
    if (!tally_api_task_read (task, &tally_wire_bill_parameter_set_type))
        return;
    said = task->message;
    if (tally_request_get_session (request)->district_id != 0) {
        tally_request_reply_problem (request, 403, NULL, "checks are set by the head office", NULL);
        tally_api_task_drop (task);
    } else if (!is_reason (said->reason)) {
        tally_api_task_refuse (task, "reason", "a reason is expected");
    } else {
        tally_api_task_start (task);
    }
}

static void
list_to_date (TallyRequest *request, gpointer user_data)
{
    const char *limit = tally_request_get_query (request, "limit");
    const char *offset = tally_request_get_query (request, "offset");
    const char *values[] = { tally_request_get_query (request, "account"),
                             tally_request_get_query (request, "kind"),
                             limit != NULL ? limit : LIMIT_STANDARD,
                             offset != NULL ? offset : "0" };

    if (tally_api_number (request, "limit", limit, 1, LIMIT_MAX)
        && tally_api_number (request, "offset", offset, 0, G_MAXINT32))
        tally_api_answer_list (user_data, request, "publish/api-to-date", G_N_ELEMENTS (values),
                               values, &tally_wire_to_date_row_type);
}

void
tally_bill_decide_handler_add (TallyApi *api)
{
    TallyHttp *http = api->http;

    tally_http_add_route (http, "POST", "/api/v1/bills/{number}/hold", &hold_access, hold_bill,
                          api);
    tally_http_add_route (http, "POST", "/api/v1/bills/{number}/release", &hold_access,
                          release_bill, api);
    tally_http_add_route (http, "GET", "/api/v1/bill-runs/{run_id}/matching", &tally_api_see,
                          count_bills, api);
    tally_http_add_route (http, "POST", "/api/v1/bill-runs/{run_id}/decide", &hold_access,
                          decide_bills, api);
    tally_http_add_route (http, "GET", "/api/v1/bill-checks", &tally_api_see, list_checks, api);
    tally_http_add_route (http, "POST", "/api/v1/bill-checks/{check_name}", &check_access,
                          set_check, api);
    tally_http_add_route (http, "GET", "/api/v1/to-date", &tally_api_see, list_to_date, api);
}
