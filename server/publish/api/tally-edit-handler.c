// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/publish/api/tally-api-answer.h"
#include "server/publish/api/tally-api-task.h"
#include "server/validate/tally-edit-step.h"
#include "shared/error/tally-error.h"
#include "shared/wire/tally-wire-edit-effect.h"
#include "shared/wire/tally-wire-edit-preview.h"
#include "shared/wire/tally-wire-edit.h"
#include "shared/wire/tally-wire-exchange.h"
#include "shared/wire/tally-wire-rollover.h"

#include <string.h>

#define REASON_MAX 1000
#define SERIAL_MAX 40

static const TallyAccess edit_access = { .who = TALLY_WHO_STAFF, .act = TALLY_ACT_EDIT };

static TallyWireIntervalDay *
day_of (const TallyEditEffect *effect,
        const GArray *values,
        const GByteArray *qualities,
        int64_t version)
{
    TallyWireIntervalDay *day = tally_wire_interval_day_new ();
    char text[TALLY_DAY_TEXT];

    day->day = g_strdup (tally_day_format ((TallyDay){ effect->day }, text));
    day->first_at = effect->start;
    day->version = version;
    day->values = g_array_new (FALSE, FALSE, sizeof (int64_t));
    day->quality = g_array_new (FALSE, FALSE, sizeof (int64_t));
    for (guint i = 0; i < values->len; i++) {
        int64_t quality = qualities->data[i];

        g_array_append_val (day->values, g_array_index (values, int64_t, i));
        g_array_append_val (day->quality, quality);
    }
    return day;
}

static JsonNode *
effect_node (const TallyEditEffect *effect, gboolean is_made)
{
    g_autoptr(TallyWireEditEffect) message = tally_wire_edit_effect_new ();

    message->before = day_of (effect, effect->before, effect->qualities_before, effect->version);
    message->after = day_of (effect, effect->after, effect->qualities_after,
                             is_made ? effect->version + 1 : 0);
    message->sum_before = effect->sum_before;
    message->sum_after = effect->sum_after;
    message->base_version = effect->version;
    return tally_wire_edit_effect_to_json (message);
}

/* Gives FALSE and the field at fault. */
static gboolean
fill_order (const TallyApiTask *task,
            const TallyWireEditPreview *said,
            TallyEditOrder *order,
            GError **error)
{
    TallyDay day;

    *order = (TallyEditOrder){ .district_id = task->district_id,
                               .point_id = task->point_id,
                               .channel = (int16_t) said->channel,
                               .method = said->method,
                               .person = task->person,
                               .address = task->address,
                               .reason = "" };
    if (said->channel < 1 || said->channel > 4) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                             "channel: 1 to 4 is expected");
        return FALSE;
    }
    if (said->from_index < 0 || said->to_index <= said->from_index || said->to_index > 1500) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                             "to_index: at least one interval is expected");
        return FALSE;
    }
    if (!tally_edit_method_find (said->method, &order->edit.method)) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID, "method: it is not known");
        return FALSE;
    }
    if (!tally_day_parse (said->day, &day, error))
        return FALSE;
    order->edit.day = day.number;
    order->edit.first = (int32_t) said->from_index;
    order->edit.end = (int32_t) said->to_index;
    order->edit.value = said->value;
    return TRUE;
}

static JsonNode *
preview (TallyDb *db, const TallyApiTask *task, GError **error)
{
    TallyEditOrder order;
    g_autoptr(TallyEditEffect) effect = NULL;

    if (!fill_order (task, task->message, &order, error))
        return NULL;
    effect = tally_edit_step_preview (db, task->conninfo, &order, task->now, error);
    if (effect == NULL)
        return NULL;
    effect->start = tally_day_start (task->zone, (TallyDay){ effect->day });
    return effect_node (effect, FALSE);
}

static JsonNode *
apply (TallyDb *db, const TallyApiTask *task, GError **error)
{
    const TallyWireEdit *said = task->message;
    TallyWireEditPreview same = { said->channel,  said->day,    said->from_index,
                                  said->to_index, said->method, said->value };
    TallyEditOrder order;
    g_autoptr(TallyEditEffect) effect = NULL;

    if (!fill_order (task, &same, &order, error))
        return NULL;
    order.edit_id = said->edit_id;
    order.base_version = (int32_t) CLAMP (said->base_version, 0, G_MAXINT32);
    order.reason = said->reason;
    effect = tally_edit_step_apply (db, task->conninfo, &order, task->now, error);
    if (effect == NULL)
        return NULL;
    effect->start = tally_day_start (task->zone, (TallyDay){ effect->day });
    return effect_node (effect, TRUE);
}

static gboolean
is_reason (const char *reason)
{
    return reason != NULL && *reason != '\0' && strlen (reason) <= REASON_MAX;
}

static void
preview_edit (TallyRequest *request, gpointer user_data)
{
    TallyApiTask *task = tally_api_task_new (user_data, request, preview);

    if (tally_api_task_name_point (task)
        && tally_api_task_read (task, &tally_wire_edit_preview_type))
        tally_api_task_start (task);
}

static void
make_edit (TallyRequest *request, gpointer user_data)
{
    TallyApiTask *task = tally_api_task_new (user_data, request, apply);
    const TallyWireEdit *said;

    if (!tally_api_task_name_point (task) || !tally_api_task_read (task, &tally_wire_edit_type))
        return;
    said = task->message;
    if (!g_uuid_string_is_valid (said->edit_id)) {
        tally_api_task_refuse (task, "edit_id", "a UUID is expected");
        return;
    }
    if (!is_reason (said->reason)) {
        tally_api_task_refuse (task, "reason", "a reason is expected");
        return;
    }
    task->name = g_strdup (said->edit_id);
    task->event = "validate";
    tally_api_task_start (task);
}

/* "300/5" */
static gboolean
parse_ratio (const char *text, int32_t ratio[2])
{
    g_auto(GStrv) parts = g_strsplit (text, "/", -1);
    int64_t primary;
    int64_t secondary;

    if (g_strv_length (parts) != 2
        || !g_ascii_string_to_signed (parts[0], 10, 1, G_MAXINT32, &primary, NULL)
        || !g_ascii_string_to_signed (parts[1], 10, 1, G_MAXINT32, &secondary, NULL))
        return FALSE;
    ratio[0] = (int32_t) primary;
    ratio[1] = (int32_t) secondary;
    return TRUE;
}

static JsonNode *
exchange (TallyDb *db, const TallyApiTask *task, GError **error)
{
    const TallyWireExchange *said = task->message;
    TallyExchangeOrder order = { .district_id = task->district_id,
                                 .point_id = task->point_id,
                                 .request_id = said->request_id,
                                 .at = said->at,
                                 .old_final = said->old_final,
                                 .new_serial = said->new_serial,
                                 .new_model = said->new_model,
                                 .new_first = said->new_first,
                                 .digits = (int) said->digits,
                                 .person = task->person,
                                 .address = task->address,
                                 .reason = said->reason };

    if (!parse_ratio (said->ct, order.ct) || !parse_ratio (said->pt, order.pt)) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                             "ct: a ratio such as 300/5 is expected");
        return NULL;
    }
    if (!tally_edit_step_exchange (db, task->conninfo, &order, task->now, error))
        return NULL;
    return tally_api_task_done (task->name, "exchange");
}

static void
exchange_meter (TallyRequest *request, gpointer user_data)
{
    TallyApiTask *task = tally_api_task_new (user_data, request, exchange);
    const TallyWireExchange *said;

    if (!tally_api_task_name_point (task) || !tally_api_task_read (task, &tally_wire_exchange_type))
        return;
    said = task->message;
    if (!g_uuid_string_is_valid (said->request_id))
        tally_api_task_refuse (task, "request_id", "a UUID is expected");
    else if (!is_reason (said->reason))
        tally_api_task_refuse (task, "reason", "a reason is expected");
    else if (*said->new_serial == '\0' || strlen (said->new_serial) > SERIAL_MAX)
        tally_api_task_refuse (task, "new_serial", "1 to 40 characters are expected");
    else if (said->old_final < 0 || said->new_first < 0)
        tally_api_task_refuse (task, "new_first", "a register is not negative");
    else if (said->digits != 0 && (said->digits < 4 || said->digits > 18))
        tally_api_task_refuse (task, "digits", "4 to 18 are expected");
    else {
        task->name = g_strdup (said->request_id);
        task->status = 202;
        task->event = "validate";
        tally_api_task_start (task);
    }
}

static JsonNode *
rollover (TallyDb *db, const TallyApiTask *task, GError **error)
{
    const TallyWireRollover *said = task->message;
    TallyRolloverOrder order = { .district_id = task->district_id,
                                 .point_id = task->point_id,
                                 .channel = (int16_t) (said->channel > 0 ? said->channel : 1),
                                 .is_accepted = said->accept,
                                 .request_id = said->request_id,
                                 .person = task->person,
                                 .address = task->address,
                                 .reason = said->reason };

    if (!tally_day_parse (said->day, &order.day, error)
        || !tally_edit_step_rollover (db, task->conninfo, &order, task->now, error))
        return NULL;
    return tally_api_task_done (task->name, "rollover");
}

static void
decide_rollover (TallyRequest *request, gpointer user_data)
{
    TallyApiTask *task = tally_api_task_new (user_data, request, rollover);
    const TallyWireRollover *said;

    if (!tally_api_task_name_point (task) || !tally_api_task_read (task, &tally_wire_rollover_type))
        return;
    said = task->message;
    if (!g_uuid_string_is_valid (said->request_id))
        tally_api_task_refuse (task, "request_id", "a UUID is expected");
    else if (!is_reason (said->reason))
        tally_api_task_refuse (task, "reason", "a reason is expected");
    else if (said->channel < 0 || said->channel > 4)
        tally_api_task_refuse (task, "channel", "1 to 4 is expected");
    else {
        task->name = g_strdup (said->request_id);
        task->status = 202;
        task->event = "validate";
        tally_api_task_start (task);
    }
}

void
tally_edit_handler_add (TallyApi *api)
{
    TallyHttp *http = api->http;

    tally_http_add_route (http, "POST", "/api/v1/points/{district_id}/{point_id}/edits/preview",
                          &edit_access, preview_edit, api);
    tally_http_add_route (http, "POST", "/api/v1/points/{district_id}/{point_id}/edits",
                          &edit_access, make_edit, api);
    tally_http_add_route (http, "POST", "/api/v1/points/{district_id}/{point_id}/exchange",
                          &edit_access, exchange_meter, api);
    tally_http_add_route (http, "POST", "/api/v1/points/{district_id}/{point_id}/rollover",
                          &edit_access, decide_rollover, api);
}
