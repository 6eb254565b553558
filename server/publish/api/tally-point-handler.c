// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/publish/api/tally-api-answer.h"
#include "shared/wire/tally-wire-block-version.h"
#include "shared/wire/tally-wire-intervals.h"
#include "shared/wire/tally-wire-point-row.h"
#include "shared/wire/tally-wire-point.h"

#define SEARCH_MAX 100

static void
list_points (TallyRequest *request, gpointer user_data)
{
    const char *search = tally_request_get_query (request, "search");
    const char *node = tally_request_get_query (request, "node");
    const char *values[] = { search, node };

    if (!tally_api_number (request, "node", node, 1, G_MAXINT32))
        return;
    if (search != NULL && g_utf8_strlen (search, -1) > SEARCH_MAX) {
        tally_request_reply_problem (request, 422, NULL, "that is too long", "search");
        return;
    }
    tally_api_answer_list (user_data, request, "publish/api-points", 2, values,
                           &tally_wire_point_row_type);
}

/* District, point and channel of the path and the query. */
static gboolean
read_series (TallyRequest *request, const char **values)
{
    const char *channel = tally_request_get_query (request, "channel");

    values[0] = tally_request_get_param (request, "district_id");
    values[1] = tally_request_get_param (request, "point_id");
    values[2] = channel != NULL ? channel : "1";
    return tally_api_number (request, "district_id", values[0], 0, G_MAXINT32)
           && tally_api_number (request, "point_id", values[1], 0, G_MAXINT64)
           && tally_api_number (request, "channel", values[2], 1, 199);
}

static void
show_point (TallyRequest *request, gpointer user_data)
{
    const char *values[3];

    if (read_series (request, values))
        tally_api_answer_one (user_data, request, "publish/api-point", 2, values,
                              &tally_wire_point_type);
}

static void
show_intervals (TallyRequest *request, gpointer user_data)
{
    const char *like = tally_request_get_query (request, "like");
    const char *values[6];

    if (!read_series (request, values) || !tally_api_number (request, "like", like, 0, 8))
        return;
    if (tally_request_get_query (request, "from") != NULL) {
        values[3] = tally_api_day (request, "from");
        values[4] = values[3] != NULL ? tally_api_day (request, "to") : NULL;
    } else {
        values[3] = values[4] = tally_api_day (request, "day");
    }
    values[5] = like != NULL ? like : "0";
    if (values[4] != NULL)
        tally_api_answer_one (user_data, request, "publish/api-intervals", 6, values,
                              &tally_wire_intervals_type);
}

static void
list_versions (TallyRequest *request, gpointer user_data)
{
    const char *values[4];

    if (!read_series (request, values))
        return;
    values[3] = tally_api_day (request, "day");
    if (values[3] != NULL)
        tally_api_answer_list (user_data, request, "publish/api-versions", 4, values,
                               &tally_wire_block_version_type);
}

void
tally_point_handler_add (TallyApi *api)
{
    TallyHttp *http = api->http;

    tally_http_add_route (http, "GET", "/api/v1/points", &tally_api_see, list_points, api);
    tally_http_add_route (http, "GET", "/api/v1/points/{district_id}/{point_id}", &tally_api_see,
                          show_point, api);
    tally_http_add_route (http, "GET", "/api/v1/points/{district_id}/{point_id}/intervals",
                          &tally_api_see, show_intervals, api);
    tally_http_add_route (http, "GET", "/api/v1/points/{district_id}/{point_id}/versions",
                          &tally_api_see, list_versions, api);
}
