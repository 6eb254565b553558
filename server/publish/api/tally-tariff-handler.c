// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/publish/api/tally-api-answer.h"
#include "server/publish/api/tally-api-task.h"
#include "server/ref/tally-tariff-step.h"
#include "shared/error/tally-error.h"
#include "shared/wire/tally-wire-tariff-deed.h"
#include "shared/wire/tally-wire-tariff-move.h"
#include "shared/wire/tally-wire-tariff-row.h"
#include "shared/wire/tally-wire-tariff-save.h"
#include "shared/wire/tally-wire-tariff-sign.h"
#include "shared/wire/tally-wire-tariff.h"

#define REASON_MAX 1000
#define EVENT "tariff"

static const TallyAccess draft_access = { .who = TALLY_WHO_STAFF, .act = TALLY_ACT_TARIFF_DRAFT };
static const TallyAccess sign_access = { .who = TALLY_WHO_STAFF, .act = TALLY_ACT_TARIFF_SIGN };

static const char *
today (TallyApi *api, char text[TALLY_DAY_TEXT])
{
    return tally_day_format (tally_day_of (api->zone, g_get_real_time () / G_USEC_PER_SEC), text);
}

static void
list_tariffs (TallyRequest *request, gpointer user_data)
{
    char day[TALLY_DAY_TEXT];
    const char *values[] = { today (user_data, day) };

    tally_api_answer_list (user_data, request, "publish/api-tariffs", 1, values,
                           &tally_wire_tariff_row_type);
}

static void
show_tariff (TallyRequest *request, gpointer user_data)
{
    char day[TALLY_DAY_TEXT];
    const char *values[] = { tally_request_get_param (request, "tariff_key"),
                             today (user_data, day) };

    tally_api_answer_one (user_data, request, "publish/api-tariff", 2, values,
                          &tally_wire_tariff_type);
}

/* Tariffs hold for the whole utility: who works for one district has no say in them. */
static gboolean
is_head_office (TallyRequest *request)
{
    if (tally_request_get_session (request)->district_id == 0)
        return TRUE;
    tally_request_reply_problem (request, 403, NULL, "tariffs are made at the head office", NULL);
    return FALSE;
}

/* The draft as a deed left it, without its history. */
static JsonNode *
draft_to_json (const TallyTariffDraft *draft)
{
    g_autoptr(TallyWireTariff) row = tally_wire_tariff_new ();

    row->key = g_strdup (draft->draft_id);
    row->tariff_code = g_strdup (draft->code);
    row->version = draft->version;
    row->revision = draft->revision;
    row->name = g_strdup (draft->name);
    row->state = g_strdup (draft->state);
    row->valid_from = *draft->valid_from != '\0' ? g_strdup (draft->valid_from) : NULL;
    row->fault = g_strdup (draft->fault);
    row->document = g_strdup (draft->document);
    row->drafted_by = g_strdup (draft->edited_by);
    row->proposed_by = g_strdup (draft->proposed_by);
    row->signed_by = g_strdup (draft->signed_by);
    row->reason = g_strdup ("");
    row->corrects = g_strdup (draft->corrects);
    row->history = tally_wire_list_new (&tally_wire_tariff_deed_type);
    return tally_wire_tariff_to_json (row);
}

static JsonNode *
do_deed (TallyDb *db, TallyTariffDeed deed, const TallyTariffOrder *order, GError **error)
{
    g_auto(TallyTariffDraft) draft = { 0 };

    return tally_tariff_step_do (db, deed, order, &draft, error) ? draft_to_json (&draft) : NULL;
}

static TallyTariffOrder
order_of (const TallyApiTask *task, int64_t revision, const char *reason)
{
    return (TallyTariffOrder){ .draft_id = task->name,
                               .revision = (int) CLAMP (revision, 0, G_MAXINT32),
                               .person = task->person,
                               .address = task->address,
                               .reason = reason != NULL ? reason : "" };
}

static JsonNode *
save (TallyDb *db, const TallyApiTask *task, GError **error)
{
    const TallyWireTariffSave *said = task->message;
    TallyTariffOrder order = order_of (task, said->revision, NULL);

    order.document = said->document;
    return do_deed (db, TALLY_TARIFF_SAVE, &order, error);
}

static JsonNode *
move (TallyDb *db, const TallyApiTask *task, TallyTariffDeed deed, GError **error)
{
    const TallyWireTariffMove *said = task->message;
    TallyTariffOrder order = order_of (task, said->revision, said->reason);

    order.corrects = said->corrects;
    return do_deed (db, deed, &order, error);
}

static JsonNode *
propose (TallyDb *db, const TallyApiTask *task, GError **error)
{
    return move (db, task, TALLY_TARIFF_PROPOSE, error);
}

static JsonNode *
give_back (TallyDb *db, const TallyApiTask *task, GError **error)
{
    return move (db, task, TALLY_TARIFF_RETURN, error);
}

static JsonNode *
withdraw (TallyDb *db, const TallyApiTask *task, GError **error)
{
    return move (db, task, TALLY_TARIFF_WITHDRAW, error);
}

static JsonNode *
sign (TallyDb *db, const TallyApiTask *task, GError **error)
{
    const TallyWireTariffSign *said = task->message;
    TallyTariffOrder order = order_of (task, said->revision, NULL);

    return do_deed (db, TALLY_TARIFF_SIGN, &order, error);
}

/* Returns: %NULL when @request was answered */
static TallyApiTask *
new_task (TallyRequest *request, TallyApi *api, const TallyWireType *type, TallyApiTaskWork work)
{
    const char *id = tally_request_get_param (request, "draft_id");
    TallyApiTask *task;

    if (!is_head_office (request) || !tally_api_uuid (request, "draft_id", id))
        return NULL;
    task = tally_api_task_new (api, request, work);
    task->name = g_strdup (id);
    task->event = EVENT;
    return tally_api_task_read (task, type) ? task : NULL;
}

static void
start_save (TallyRequest *request, gpointer user_data)
{
    TallyApiTask *task = new_task (request, user_data, &tally_wire_tariff_save_type, save);

    if (task != NULL)
        tally_api_task_start (task);
}

static void
start_move (TallyRequest *request, TallyApi *api, gboolean needs_reason, TallyApiTaskWork work)
{
    TallyApiTask *task = new_task (request, api, &tally_wire_tariff_move_type, work);
    const TallyWireTariffMove *said;

    if (task == NULL)
        return;
    said = task->message;
    if (needs_reason && (said->reason == NULL || *said->reason == '\0'))
        tally_api_task_refuse (task, "reason", "a reason is expected");
    else if (said->reason != NULL && g_utf8_strlen (said->reason, -1) > REASON_MAX)
        tally_api_task_refuse (task, "reason", "at most 1000 characters are expected");
    else if (said->corrects != NULL && g_utf8_strlen (said->corrects, -1) > REASON_MAX)
        tally_api_task_refuse (task, "corrects", "at most 1000 characters are expected");
    else if (needs_reason && said->corrects != NULL)
        tally_api_task_refuse (task, "corrects", "only a proposal can be a correction");
    else
        tally_api_task_start (task);
}

static void
start_propose (TallyRequest *request, gpointer user_data)
{
    start_move (request, user_data, FALSE, propose);
}

static void
start_return (TallyRequest *request, gpointer user_data)
{
    start_move (request, user_data, TRUE, give_back);
}

static void
start_withdraw (TallyRequest *request, gpointer user_data)
{
    start_move (request, user_data, TRUE, withdraw);
}

typedef struct {
    TallyApi *api;
    TallyRequest *request;
    TallyWireTariffSign *said;
} Signing;

static void
on_confirmed (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autofree Signing *signing = user_data;
    g_autoptr(TallyRequest) request = signing->request;
    g_autoptr(TallyWireTariffSign) said = signing->said;
    g_autoptr(GError) error = NULL;
    TallyApiTask *task;

    if (!tally_guard_confirm_finish (TALLY_GUARD (source), result, &error)) {
        if (g_error_matches (error, TALLY_ERROR, TALLY_ERROR_FORBIDDEN))
            tally_request_reply_problem (request, 403, NULL, "the password or code is wrong",
                                         "password");
        else
            tally_request_reply_error (request, error);
        return;
    }
    task = tally_api_task_new (signing->api, request, sign);
    task->name = g_strdup (tally_request_get_param (request, "draft_id"));
    task->event = EVENT;
    task->type = &tally_wire_tariff_sign_type;
    task->message = g_steal_pointer (&said);
    tally_api_task_start (task);
}

/* A signature decides what everybody pays: the password is asked again. */
static void
start_sign (TallyRequest *request, gpointer user_data)
{
    TallyApi *api = user_data;
    const TallySession *session = tally_request_get_session (request);
    g_autoptr(GError) error = NULL;
    TallyWireTariffSign *said;
    Signing *signing;

    if (!is_head_office (request)
        || !tally_api_uuid (request, "draft_id", tally_request_get_param (request, "draft_id")))
        return;
    said = tally_request_read (request, &tally_wire_tariff_sign_type, &error);
    if (said == NULL) {
        tally_request_reply_error (request, error);
        return;
    }
    if (!tally_http_count_account (request, TALLY_RATE_LOGIN, session->login)) {
        tally_wire_tariff_sign_free (said);
        return;
    }
    signing = g_new0 (Signing, 1);
    signing->api = api;
    signing->request = g_object_ref (request);
    signing->said = said;
    tally_guard_confirm_async (api->guard, session, said->password != NULL ? said->password : "",
                               said->code, tally_request_get_address (request), on_confirmed,
                               signing);
}

void
tally_tariff_handler_add (TallyApi *api)
{
    static const struct {
        const char *method;
        const char *path;
        const TallyAccess *access;
        void (*handle) (TallyRequest *request, gpointer user_data);
    } routes[] = {
        { "GET", "/api/v1/tariffs", &tally_api_see, list_tariffs },
        { "GET", "/api/v1/tariffs/{tariff_key}", &tally_api_see, show_tariff },
        { "PUT", "/api/v1/tariff-drafts/{draft_id}", &draft_access, start_save },
        { "POST", "/api/v1/tariff-drafts/{draft_id}/propose", &draft_access, start_propose },
        { "POST", "/api/v1/tariff-drafts/{draft_id}/return", &sign_access, start_return },
        { "POST", "/api/v1/tariff-drafts/{draft_id}/withdraw", &draft_access, start_withdraw },
        { "POST", "/api/v1/tariff-drafts/{draft_id}/sign", &sign_access, start_sign },
    };

    for (size_t i = 0; i < G_N_ELEMENTS (routes); i++)
        tally_http_add_route (api->http, routes[i].method, routes[i].path, routes[i].access,
                              routes[i].handle, api);
}
