// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/publish/api/tally-api-answer.h"
#include "server/publish/api/tally-api-task.h"
#include "server/work/tally-work-reading.h"
#include "shared/error/tally-error.h"
#include "shared/wire/tally-wire-manual-reading.h"
#include "shared/wire/tally-wire-manual-row.h"
#include "shared/wire/tally-wire-photo.h"
#include "shared/wire/tally-wire-reason.h"

#include <string.h>

/* Registers that people read, with photos of what the meter showed. */

#define PHOTO_MAX (5 * 1024 * 1024)
#define SHA256_HEX 64

static const TallyAccess edit_access = { .who = TALLY_WHO_STAFF, .act = TALLY_ACT_EDIT };
static const TallyAccess photo_access = { .who = TALLY_WHO_STAFF,
                                          .act = TALLY_ACT_EDIT,
                                          .rate = TALLY_RATE_UPLOAD,
                                          .body_max = PHOTO_MAX };

static gboolean
read_point (TallyRequest *request, const char **values)
{
    values[0] = tally_request_get_param (request, "district_id");
    values[1] = tally_request_get_param (request, "point_id");
    return tally_api_number (request, "district_id", values[0], 0, G_MAXINT32)
           && tally_api_number (request, "point_id", values[1], 0, G_MAXINT64);
}

static void
list_readings (TallyRequest *request, gpointer user_data)
{
    const char *values[2];

    if (read_point (request, values))
        tally_api_answer_list (user_data, request, "publish/api-manual-readings", 2, values,
                               &tally_wire_manual_row_type);
}

static TallyWorkReading
reading_of (const TallyApiTask *task)
{
    return (TallyWorkReading){ .district_id = task->district_id,
                               .point_id = task->point_id,
                               .reading_id = task->name,
                               .person = task->person,
                               .address = task->address };
}

/* What is left out of a message is "". */
static const char *
given (const char *text)
{
    return text != NULL && *text != '\0' ? text : NULL;
}

static JsonNode *
add (TallyDb *db, const TallyApiTask *task, GError **error)
{
    const TallyWireManualReading *said = task->message;
    TallyWorkReading reading = reading_of (task);

    reading.channel = said->channel;
    reading.at = said->at;
    reading.serial = given (said->serial);
    reading.value = said->value;
    reading.note = given (said->note);
    reading.photo = given (said->photo);
    if (!tally_work_reading_add (task->conninfo, &reading, task->now, error))
        return NULL;
    return tally_api_task_done (task->name, "manual-reading");
}

static void
add_reading (TallyRequest *request, gpointer user_data)
{
    TallyApiTask *task = tally_api_task_new (user_data, request, add);

    if (!tally_api_task_name_point (task)
        || !tally_api_task_read (task, &tally_wire_manual_reading_type))
        return;
    task->name = g_strdup (((const TallyWireManualReading *) task->message)->reading_id);
    task->status = 202;
    task->event = "validate";
    tally_api_task_start (task);
}

static JsonNode *
withdraw (TallyDb *db, const TallyApiTask *task, GError **error)
{
    const TallyWireReason *said = task->message;
    TallyWorkReading reading = reading_of (task);

    if (!tally_work_reading_withdraw (task->conninfo, &reading, said->reason, task->now, error))
        return NULL;
    return tally_api_task_done (task->name, "manual-reading-withdraw");
}

static void
withdraw_reading (TallyRequest *request, gpointer user_data)
{
    const char *id = tally_request_get_param (request, "reading_id");
    TallyApiTask *task;

    if (!tally_api_uuid (request, "reading_id", id))
        return;
    task = tally_api_task_new (user_data, request, withdraw);
    if (!tally_api_task_name_point (task) || !tally_api_task_read (task, &tally_wire_reason_type))
        return;
    task->name = g_strdup (id);
    task->status = 202;
    task->event = "validate";
    tally_api_task_start (task);
}

static JsonNode *
keep (TallyDb *db, const TallyApiTask *task, GError **error)
{
    g_autofree char *sha256 = tally_work_reading_keep_photo (task->conninfo, task->district_id,
                                                             task->content, task->person, error);
    TallyWirePhoto photo = { sha256 };

    return sha256 != NULL ? tally_wire_photo_to_json (&photo) : NULL;
}

static void
keep_photo (TallyRequest *request, gpointer user_data)
{
    TallyApiTask *task = tally_api_task_new (user_data, request, keep);

    if (!tally_api_task_name_point (task))
        return;
    task->content = g_bytes_ref (tally_request_get_body (request));
    tally_api_task_start (task);
}

static void
on_photo (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(TallyRequest) request = user_data;
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) results = tally_pool_query_finish (TALLY_POOL (source), result, &error);
    PGresult *rows = results != NULL ? g_ptr_array_index (results, 0) : NULL;
    g_autoptr(GBytes) content = NULL;
    g_autofree char *name = NULL;
    const char *sha256 = tally_request_get_param (request, "sha256");
    const char *type;
    uint8_t *bytes;
    size_t length;

    if (rows == NULL) {
        tally_request_reply_error (request, error);
        return;
    }
    if (PQntuples (rows) == 0) {
        tally_request_reply_problem (request, 404, NULL, "there is no such photo", NULL);
        return;
    }
    type = PQgetvalue (rows, 0, 0);
    bytes = PQunescapeBytea ((const uint8_t *) PQgetvalue (rows, 0, 1), &length);
    content = g_bytes_new_with_free_func (bytes, length, PQfreemem, bytes);
    name = g_strdup_printf ("%.12s.%s", sha256, g_str_equal (type, "image/png") ? "png" : "jpg");
    tally_request_reply_bytes (request, type, content, name, 0);
}

static void
show_photo (TallyRequest *request, gpointer user_data)
{
    TallyApi *api = user_data;
    TallyScope scope = tally_session_scope (tally_request_get_session (request));
    const char *values[3];
    TallyQuery query = { "publish/api-photo", 3, values };

    if (!read_point (request, values))
        return;
    values[2] = tally_request_get_param (request, "sha256");
    if (strlen (values[2]) != SHA256_HEX || strspn (values[2], "0123456789abcdef") != SHA256_HEX) {
        tally_request_reply_problem (request, 404, NULL, "there is no such photo", NULL);
        return;
    }
    tally_pool_query_async (api->pool, &scope, &query, 1, NULL, on_photo, g_object_ref (request));
}

void
tally_manual_handler_add (TallyApi *api)
{
    TallyHttp *http = api->http;

    tally_http_add_route (http, "GET", "/api/v1/points/{district_id}/{point_id}/manual-readings",
                          &tally_api_see, list_readings, api);
    tally_http_add_route (http, "POST", "/api/v1/points/{district_id}/{point_id}/manual-readings",
                          &edit_access, add_reading, api);
    tally_http_add_route (
        http, "POST",
        "/api/v1/points/{district_id}/{point_id}/manual-readings/{reading_id}/withdraw",
        &edit_access, withdraw_reading, api);
    tally_http_add_route (http, "PUT", "/api/v1/points/{district_id}/{point_id}/photos",
                          &photo_access, keep_photo, api);
    tally_http_add_route (http, "GET", "/api/v1/points/{district_id}/{point_id}/photos/{sha256}",
                          &tally_api_see, show_photo, api);
}
