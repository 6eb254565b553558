// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/publish/api/tally-api-answer.h"
#include "shared/wire/tally-wire-exception-row.h"
#include "shared/wire/tally-wire-intervals.h"

static const char *const states[] = { "open", "accepted", "solved", NULL };

static void
list_exceptions (TallyRequest *request, gpointer user_data)
{
    const char *state = tally_request_get_query (request, "state");
    const char *values[] = { tally_api_day (request, "day"), state };

    if (values[0] == NULL)
        return;
    if (state != NULL && !g_strv_contains (states, state)) {
        tally_request_reply_problem (request, 422, NULL, "that state is not known", "state");
        return;
    }
    tally_api_answer_list (user_data, request, "publish/api-exceptions", 2, values,
                           &tally_wire_exception_row_type);
}

static void
show_intervals (TallyRequest *request, gpointer user_data)
{
    const char *channel = tally_request_get_query (request, "channel");
    const char *values[5];

    values[0] = tally_request_get_param (request, "district_id");
    values[1] = tally_request_get_param (request, "point_id");
    values[2] = channel != NULL ? channel : "1";
    if (!tally_api_number (request, "district_id", values[0], 0, G_MAXINT32)
        || !tally_api_number (request, "point_id", values[1], 0, G_MAXINT64)
        || !tally_api_number (request, "channel", values[2], 1, 99))
        return;
    values[3] = tally_api_day (request, "day");
    values[4] = values[3];
    if (values[3] != NULL)
        tally_api_answer_one (user_data, request, "publish/api-intervals", 5, values,
                              &tally_wire_intervals_type);
}

void
tally_point_handler_add (TallyApi *api)
{
    tally_http_add_route (api->http, "GET", "/api/v1/exceptions", &tally_api_see, list_exceptions,
                          api);
    tally_http_add_route (api->http, "GET", "/api/v1/points/{district_id}/{point_id}/intervals",
                          &tally_api_see, show_intervals, api);
}
