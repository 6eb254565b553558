// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/bill/tally-bill-cycle-step.h"
#include "server/publish/api/tally-api-answer.h"
#include "server/publish/api/tally-api-task.h"
#include "shared/wire/tally-wire-bill-cycle-move.h"
#include "shared/wire/tally-wire-bill-cycle-new.h"
#include "shared/wire/tally-wire-bill-cycle.h"

#include <string.h>

/* Cycles: groups of accounts that are billed together. */

#define TEXT_MAX 200
#define REASON_MAX 1000

static const TallyAccess cycle_access = { .who = TALLY_WHO_STAFF, .act = TALLY_ACT_BILL_CYCLE };

static void
list_cycles (TallyRequest *request, gpointer user_data)
{
    tally_api_answer_list (user_data, request, "publish/api-bill-cycles", 0, NULL,
                           &tally_wire_bill_cycle_type);
}

/* Frees the task when it answers. */
static gboolean
may_change (TallyApiTask *task, int64_t district_id, const char *reason)
{
    if (task->person_district != 0 && task->person_district != district_id) {
        tally_api_task_forbid (task, "that is another district");
        return FALSE;
    }
    if (district_id < 1 || district_id > G_MAXINT32) {
        tally_api_task_refuse (task, "district_id", "that is no district");
        return FALSE;
    }
    if (*reason == '\0' || strlen (reason) > REASON_MAX) {
        tally_api_task_refuse (task, "reason", "a reason is expected");
        return FALSE;
    }
    return TRUE;
}

static JsonNode *
add (TallyDb *db, const TallyApiTask *task, GError **error)
{
    const TallyWireBillCycleNew *said = task->message;
    TallyBillCycle cycle = { .district_id = (int32_t) said->district_id,
                             .code = said->code,
                             .name = said->name,
                             .name_zh = said->name_zh,
                             .person = task->person,
                             .address = task->address,
                             .reason = said->reason };

    return tally_bill_step_add_cycle (db, &cycle, error)
               ? tally_api_task_done (said->code, "bill-cycle")
               : NULL;
}

static void
add_cycle (TallyRequest *request, gpointer user_data)
{
    TallyApiTask *task = tally_api_task_new (user_data, request, add);
    const TallyWireBillCycleNew *said;

    if (!tally_api_task_read (task, &tally_wire_bill_cycle_new_type))
        return;
    said = task->message;
    if (!may_change (task, said->district_id, said->reason))
        return;
    if (strlen (said->name) > TEXT_MAX || strlen (said->name_zh) > TEXT_MAX)
        tally_api_task_refuse (task, "name", "that is too long");
    else
        tally_api_task_start (task);
}

static JsonNode *
assign (TallyDb *db, const TallyApiTask *task, GError **error)
{
    const TallyWireBillCycleMove *said = task->message;
    const char *const accounts[] = { said->account_number, NULL };
    TallyBillMove move = { .district_id = (int32_t) said->district_id,
                           .code = said->cycle,
                           .accounts = accounts,
                           .person = task->person,
                           .address = task->address,
                           .reason = said->reason };

    return tally_bill_step_assign (db, &move, error)
               ? tally_api_task_done (said->cycle, "bill-cycle")
               : NULL;
}

static void
assign_account (TallyRequest *request, gpointer user_data)
{
    TallyApiTask *task = tally_api_task_new (user_data, request, assign);
    const TallyWireBillCycleMove *said;

    if (!tally_api_task_read (task, &tally_wire_bill_cycle_move_type))
        return;
    said = task->message;
    if (may_change (task, said->district_id, said->reason))
        tally_api_task_start (task);
}

void
tally_bill_cycle_handler_add (TallyApi *api)
{
    TallyHttp *http = api->http;

    tally_http_add_route (http, "GET", "/api/v1/bill-cycles", &tally_api_see, list_cycles, api);
    tally_http_add_route (http, "POST", "/api/v1/bill-cycles", &cycle_access, add_cycle, api);
    tally_http_add_route (http, "POST", "/api/v1/bill-cycles/assign", &cycle_access, assign_account,
                          api);
}
