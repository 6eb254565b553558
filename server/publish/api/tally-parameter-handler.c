// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/publish/api/tally-api-answer.h"
#include "server/publish/api/tally-api-task.h"
#include "server/validate/tally-parameter-step.h"
#include "shared/wire/tally-wire-job.h"
#include "shared/wire/tally-wire-parameter-set.h"
#include "shared/wire/tally-wire-parameter.h"

#include <string.h>

#define REASON_MAX 1000

static const TallyAccess rules_access = { .who = TALLY_WHO_STAFF, .act = TALLY_ACT_RULES };

static void
list_parameters (TallyRequest *request, gpointer user_data)
{
    const char *day = tally_api_day (request, "day");

    if (day != NULL)
        tally_api_answer_list (user_data, request, "publish/api-parameters", 1, &day,
                               &tally_wire_parameter_type);
}

static void
list_history (TallyRequest *request, gpointer user_data)
{
    const char *values[] = { tally_request_get_param (request, "kind"),
                             tally_request_get_param (request, "rule"),
                             tally_request_get_param (request, "name"),
                             tally_api_day (request, "day") };

    if (values[3] != NULL)
        tally_api_answer_list (user_data, request, "publish/api-parameter-history", 4, values,
                               &tally_wire_parameter_type);
}

static JsonNode *
set (TallyDb *db, const TallyApiTask *task, GError **error)
{
    const TallyWireParameterSet *said = task->message;
    TallyParameterOrder order = { .point_kind = said->point_kind,
                                  .rule = said->rule,
                                  .name = said->name,
                                  .value = said->value,
                                  .person = task->person,
                                  .address = task->address,
                                  .reason = said->reason };
    TallyWireJob job = { .job_id = (char *) "",
                         .kind = (char *) "parameter",
                         .state = (char *) "done",
                         .n_total = 1,
                         .message = (char *) "" };
    gboolean is_new;

    if (!tally_day_parse (said->valid_from, &order.valid_from, error)) {
        g_prefix_error (error, "valid_from: ");
        return NULL;
    }
    if (!tally_parameter_step_set (db, &order, &is_new, error))
        return NULL;
    job.n_done = is_new;
    return tally_wire_job_to_json (&job);
}

static void
set_parameter (TallyRequest *request, gpointer user_data)
{
    TallyApiTask *task = tally_api_task_new (user_data, request, set);
    const TallyWireParameterSet *said;

    if (task->person_district != 0) {
        tally_api_task_forbid (task, "rules hold for all districts: the head office sets them");
        return;
    }
    if (!tally_api_task_read (task, &tally_wire_parameter_set_type))
        return;
    said = task->message;
    if (*said->reason == '\0' || strlen (said->reason) > REASON_MAX) {
        tally_api_task_refuse (task, "reason", "a reason is expected");
        return;
    }
    task->event = "parameter";
    tally_api_task_start (task);
}

void
tally_parameter_handler_add (TallyApi *api)
{
    TallyHttp *http = api->http;

    tally_http_add_route (http, "GET", "/api/v1/parameters", &tally_api_see, list_parameters, api);
    tally_http_add_route (http, "GET", "/api/v1/parameters/{kind}/{rule}/{name}/history",
                          &tally_api_see, list_history, api);
    tally_http_add_route (http, "POST", "/api/v1/parameters", &rules_access, set_parameter, api);
}
