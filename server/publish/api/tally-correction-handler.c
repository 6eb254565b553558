// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/bill/tally-bill-correct-step.h"
#include "server/ledger/tally-ledger-step.h"
#include "server/publish/api/tally-api-answer.h"
#include "server/publish/api/tally-api-task.h"
#include "shared/error/tally-error.h"
#include "shared/wire/tally-wire-confirm.h"
#include "shared/wire/tally-wire-correction-order.h"
#include "shared/wire/tally-wire-correction-row.h"
#include "shared/wire/tally-wire-correction.h"
#include "shared/wire/tally-wire-final-order.h"
#include "shared/wire/tally-wire-reason.h"

#include <string.h>

/* Corrections of issued bills, and the last bill of an agreement. */

#define REASON_MAX 1000
#define LIMIT_STANDARD "1000"
#define LIMIT_MAX 10000

static const TallyAccess order_access = { .who = TALLY_WHO_STAFF, .act = TALLY_ACT_BILL_REBILL };
static const TallyAccess approve_access = { .who = TALLY_WHO_STAFF, .act = TALLY_ACT_BILL_APPROVE };
static const char *const states[] = { "proposed", "waiting", "issued", "refused", NULL };

static void
list_corrections (TallyRequest *request, gpointer user_data)
{
    const char *state = tally_request_get_query (request, "state");
    const char *limit = tally_request_get_query (request, "limit");
    const char *offset = tally_request_get_query (request, "offset");
    const char *values[] = { state, limit != NULL ? limit : LIMIT_STANDARD,
                             offset != NULL ? offset : "0" };

    if (!tally_api_number (request, "limit", limit, 1, LIMIT_MAX)
        || !tally_api_number (request, "offset", offset, 0, G_MAXINT32))
        return;
    if (state != NULL && !g_strv_contains (states, state)) {
        tally_request_reply_problem (request, 422, NULL, "that state is not known", "state");
        return;
    }
    tally_api_answer_list (user_data, request, "publish/api-corrections", G_N_ELEMENTS (values),
                           values, &tally_wire_correction_row_type);
}

static void
show_correction (TallyRequest *request, gpointer user_data)
{
    const char *id = tally_request_get_param (request, "correction_id");

    if (tally_api_uuid (request, "correction_id", id))
        tally_api_answer_one (user_data, request, "publish/api-correction", 1, &id,
                              &tally_wire_correction_type);
}

static void
start_task (TallyApiTask *task)
{
    task->status = 202;
    task->event = "bill-run";
    tally_api_task_start (task);
}

static gboolean
is_reason (const char *reason)
{
    return reason != NULL && *reason != '\0' && strlen (reason) <= REASON_MAX;
}

static JsonNode *
order (TallyDb *db, const TallyApiTask *task, GError **error)
{
    const TallyWireCorrectionOrder *said = task->message;
    TallyBillCorrectionOrder what = { .correction_id = said->correction_id,
                                      .number = said->number,
                                      .is_cancel = g_str_equal (said->kind, "cancel"),
                                      .district_id = task->person_district,
                                      .person = task->person,
                                      .address = task->address,
                                      .reason = said->reason };

    return tally_bill_step_order (db, &what, error)
               ? tally_api_task_done (said->correction_id, "correction")
               : NULL;
}

static gboolean
is_number (const char *number)
{
    return number != NULL
           && g_regex_match_simple ("^[0-9]{2,9}-[0-9]{6}-[0-9]{9,18}-[0-9]{1,9}C?$", number, 0, 0);
}

static void
order_correction (TallyRequest *request, gpointer user_data)
{
    TallyApiTask *task = tally_api_task_new (user_data, request, order);
    const TallyWireCorrectionOrder *said;

    if (!tally_api_task_read (task, &tally_wire_correction_order_type))
        return;
    said = task->message;
    if (!g_uuid_string_is_valid (said->correction_id)) {
        tally_api_task_refuse (task, "correction_id", "a UUID is expected");
    } else if (!is_number (said->number)) {
        tally_api_task_refuse (task, "number", "the number of a bill is expected");
    } else if (g_strcmp0 (said->kind, "rebill") != 0 && g_strcmp0 (said->kind, "cancel") != 0) {
        tally_api_task_refuse (task, "kind", "rebill or cancel is expected");
    } else if (!is_reason (said->reason)) {
        tally_api_task_refuse (task, "reason", "a reason is expected");
    } else {
        task->name = g_strdup (said->correction_id);
        start_task (task);
    }
}

static JsonNode *
refuse (TallyDb *db, const TallyApiTask *task, GError **error)
{
    const TallyWireReason *said = task->message;

    if (!tally_bill_step_refuse (db, task->name, task->person_district, task->person, task->address,
                                 said->reason, error))
        return NULL;
    return tally_api_task_done (task->name, "correction");
}

static void
refuse_correction (TallyRequest *request, gpointer user_data)
{
    const char *id = tally_request_get_param (request, "correction_id");
    TallyApiTask *task;

    if (!tally_api_uuid (request, "correction_id", id))
        return;
    task = tally_api_task_new (user_data, request, refuse);
    task->name = g_strdup (id);
    if (!tally_api_task_read (task, &tally_wire_reason_type))
        return;
    if (is_reason (((const TallyWireReason *) task->message)->reason))
        start_task (task);
    else
        tally_api_task_refuse (task, "reason", "a reason is expected");
}

static JsonNode *
approve (TallyDb *db, const TallyApiTask *task, GError **error)
{
    TallyLedgerCorrection what = { .correction_id = task->name,
                                   .district_id = task->person_district,
                                   .day = tally_day_of (task->zone, task->now),
                                   .person = task->person,
                                   .address = task->address,
                                   .reason = "" };
    char credit[TALLY_LEDGER_NUMBER_TEXT];

    return tally_ledger_step_correct (db, &what, credit, error)
               ? tally_api_task_done (task->name, "correction")
               : NULL;
}

static void
on_confirmed (GObject *source, GAsyncResult *result, gpointer user_data)
{
    TallyApiTask *task = user_data;
    g_autoptr(GError) error = NULL;

    if (tally_guard_confirm_finish (TALLY_GUARD (source), result, &error)) {
        start_task (task);
        return;
    }
    if (g_error_matches (error, TALLY_ERROR, TALLY_ERROR_FORBIDDEN))
        tally_request_reply_problem (task->request, 403, NULL, "the password or code is wrong",
                                     "password");
    else
        tally_request_reply_error (task->request, error);
    tally_api_task_drop (task);
}

/* Money is given back: the password is asked for again. */
static void
approve_correction (TallyRequest *request, gpointer user_data)
{
    TallyApi *api = user_data;
    const char *id = tally_request_get_param (request, "correction_id");
    const TallyWireConfirm *said;
    TallyApiTask *task;

    if (!tally_api_uuid (request, "correction_id", id))
        return;
    task = tally_api_task_new (api, request, approve);
    task->name = g_strdup (id);
    if (!tally_api_task_read (task, &tally_wire_confirm_type))
        return;
    said = task->message;
    tally_guard_confirm_async (api->guard, tally_request_get_session (request),
                               said->password != NULL ? said->password : "", said->code,
                               tally_request_get_address (request), on_confirmed, task);
}

static JsonNode *
close_and_bill (TallyDb *db, const TallyApiTask *task, GError **error)
{
    const TallyWireFinalOrder *said = task->message;
    g_auto(TallyBillRun) run = { 0 };
    TallyBillClosing closing = { .run_id = said->run_id,
                                 .district_id = task->district_id,
                                 .agreement_id = task->point_id,
                                 .person = task->person,
                                 .address = task->address,
                                 .reason = said->reason };

    return tally_day_parse (said->last_day, &closing.last_day, error)
                   && tally_bill_step_final (db, &closing, &run, error)
               ? tally_api_task_done (said->run_id, "bill-run")
               : NULL;
}

static void
close_agreement (TallyRequest *request, gpointer user_data)
{
    const char *district = tally_request_get_param (request, "district_id");
    const char *agreement = tally_request_get_param (request, "agreement_id");
    int32_t own = tally_request_get_session (request)->district_id;
    const TallyWireFinalOrder *said;
    TallyApiTask *task;

    if (!tally_api_number (request, "district_id", district, 1, G_MAXINT32)
        || !tally_api_number (request, "agreement_id", agreement, 1, G_MAXINT64))
        return;
    if (own != 0 && own != g_ascii_strtoll (district, NULL, 10)) {
        tally_request_reply_problem (request, 404, NULL, "the agreement is not known", NULL);
        return;
    }
    task = tally_api_task_new (user_data, request, close_and_bill);
    task->district_id = (int32_t) g_ascii_strtoll (district, NULL, 10);
    task->point_id = g_ascii_strtoll (agreement, NULL, 10); /* the path's other number */
    if (!tally_api_task_read (task, &tally_wire_final_order_type))
        return;
    said = task->message;
    if (!g_uuid_string_is_valid (said->run_id)) {
        tally_api_task_refuse (task, "run_id", "a UUID is expected");
    } else if (!is_reason (said->reason)) {
        tally_api_task_refuse (task, "reason", "a reason is expected");
    } else {
        task->name = g_strdup (said->run_id);
        start_task (task);
    }
}

void
tally_correction_handler_add (TallyApi *api)
{
    TallyHttp *http = api->http;

    tally_http_add_route (http, "GET", "/api/v1/corrections", &tally_api_see, list_corrections,
                          api);
    tally_http_add_route (http, "POST", "/api/v1/corrections", &order_access, order_correction,
                          api);
    tally_http_add_route (http, "GET", "/api/v1/corrections/{correction_id}", &tally_api_see,
                          show_correction, api);
    tally_http_add_route (http, "POST", "/api/v1/corrections/{correction_id}/approve",
                          &approve_access, approve_correction, api);
    tally_http_add_route (http, "POST", "/api/v1/corrections/{correction_id}/refuse", &order_access,
                          refuse_correction, api);
    tally_http_add_route (http, "POST", "/api/v1/agreements/{district_id}/{agreement_id}/final",
                          &order_access, close_agreement, api);
}
