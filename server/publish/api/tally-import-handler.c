// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/publish/api/tally-api-answer.h"
#include "shared/wire/tally-wire-import-report.h"
#include "shared/wire/tally-wire-import.h"

#define SEARCH_MAX 100

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

void
tally_import_handler_add (TallyApi *api)
{
    tally_http_add_route (api->http, "GET", "/api/v1/imports", &tally_api_see, list_imports, api);
    tally_http_add_route (api->http, "GET", "/api/v1/imports/{import_id}/report", &tally_api_see,
                          show_report, api);
}
