// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/publish/api/tally-api-answer.h"
#include "server/publish/api/tally-api-task.h"
#include "server/work/tally-work-upload.h"
#include "shared/wire/tally-wire-import-report.h"
#include "shared/wire/tally-wire-import.h"

#include <string.h>

#define SEARCH_MAX 100
#define NAME_MAX_BYTES 120
#define UPLOAD_MAX (10 * 1024 * 1024)

static const TallyAccess upload_access = { .who = TALLY_WHO_STAFF,
                                           .act = TALLY_ACT_IMPORT,
                                           .rate = TALLY_RATE_UPLOAD,
                                           .body_max = UPLOAD_MAX };

/* What is said of a file beside its content; all of it in the query. */
typedef struct {
    char *format;
    gboolean is_lenient;
    gboolean is_dry_run;
} Said;

static void
list_imports (TallyRequest *request, gpointer user_data)
{
    const char *state = tally_request_get_query (request, "state");
    const char *search = tally_request_get_query (request, "search");
    const char *values[] = { state, search };

    if (search != NULL && g_utf8_strlen (search, -1) > SEARCH_MAX)
        tally_request_reply_problem (request, 422, NULL, "that is too long", "search");
    else
        tally_api_answer_list (user_data, request, "publish/api-imports", 2, values,
                               &tally_wire_import_type);
}

static void
show_report (TallyRequest *request, gpointer user_data)
{
    const char *id = tally_request_get_param (request, "import_id");

    if (tally_api_uuid (request, "import_id", id))
        tally_api_answer_one (user_data, request, "publish/api-import", 1, &id,
                              &tally_wire_import_report_type);
}

static gboolean
is_file_name (const char *name)
{
    return name != NULL && *name != '\0' && *name != '.' && strlen (name) <= NAME_MAX_BYTES
           && strchr (name, '/') == NULL && strchr (name, '\\') == NULL
           && g_utf8_validate (name, -1, NULL);
}

static JsonNode *
import (TallyDb *db, const TallyApiTask *task, GError **error)
{
    TallyRequest *request = task->request;
    const Said *said = g_object_get_data (G_OBJECT (request), "said");
    TallyWorkUpload upload = { .name = task->name,
                               .content = task->content,
                               .format = said->format,
                               .is_lenient = said->is_lenient,
                               .is_dry_run = said->is_dry_run,
                               .person = task->person };
    g_autoptr(TallyWireImportCheck) check = tally_work_upload_run (task->conninfo, &upload, error);

    return check != NULL ? tally_wire_import_check_to_json (check) : NULL;
}

static void
free_said (gpointer data)
{
    Said *said = data;

    g_free (said->format);
    g_free (said);
}

static gboolean
is_yes (TallyRequest *request, const char *name)
{
    return g_strcmp0 (tally_request_get_query (request, name), "1") == 0;
}

static void
upload_file (TallyRequest *request, gpointer user_data)
{
    TallyApiTask *task = tally_api_task_new (user_data, request, import);
    const char *name = tally_request_get_query (request, "name");
    const char *format = tally_request_get_query (request, "format");
    Said *said;

    if (!is_file_name (name)) {
        tally_api_task_refuse (task, "name", "the name of a file is expected, without a folder");
        return;
    }
    if (g_bytes_get_size (tally_request_get_body (request)) == 0) {
        tally_api_task_refuse (task, "", "the file is empty");
        return;
    }
    said = g_new0 (Said, 1);
    said->format = g_strdup (format != NULL ? format : "auto");
    said->is_lenient = is_yes (request, "lenient");
    said->is_dry_run = is_yes (request, "dry_run");
    g_object_set_data_full (G_OBJECT (request), "said", said, free_said);
    task->name = g_strdup (name);
    task->content = g_bytes_ref (tally_request_get_body (request));
    task->event = said->is_dry_run ? NULL : "import";
    tally_api_task_start (task);
}

void
tally_import_handler_add (TallyApi *api)
{
    tally_http_add_route (api->http, "GET", "/api/v1/imports", &tally_api_see, list_imports, api);
    tally_http_add_route (api->http, "PUT", "/api/v1/imports", &upload_access, upload_file, api);
    tally_http_add_route (api->http, "GET", "/api/v1/imports/{import_id}/report", &tally_api_see,
                          show_report, api);
}
