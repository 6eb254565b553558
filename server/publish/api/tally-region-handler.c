// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/publish/api/tally-api-answer.h"
#include "shared/time/tally-day.h"
#include "shared/wire/tally-wire-balance.h"
#include "shared/wire/tally-wire-node.h"

static void
list_regions (TallyRequest *request, gpointer user_data)
{
    tally_api_answer_list (user_data, request, "publish/api-regions", 0, NULL,
                           &tally_wire_node_type);
}

static void
list_node_balance (TallyRequest *request, gpointer user_data)
{
    const char *values[3];

    values[2] = tally_request_get_param (request, "node_id");
    if (!tally_api_number (request, "node_id", values[2], 1, G_MAXINT32))
        return;
    values[0] = tally_api_day (request, "from");
    values[1] = values[0] != NULL ? tally_api_day (request, "to") : NULL;
    if (values[1] != NULL)
        tally_api_answer_list (user_data, request, "publish/api-balance", 3, values,
                               &tally_wire_balance_type);
}

/* Exactly one of day and month; gives the first and last day. */
static gboolean
read_span (TallyRequest *request, char first[TALLY_DAY_TEXT], char last[TALLY_DAY_TEXT])
{
    const char *day_text = tally_request_get_query (request, "day");
    const char *month_text = tally_request_get_query (request, "month");
    g_autofree char *month_day = month_text != NULL ? g_strconcat (month_text, "-01", NULL) : NULL;
    TallyDay day;

    if ((day_text != NULL) == (month_text != NULL)
        || !tally_day_parse (day_text != NULL ? day_text : month_day, &day, NULL)) {
        tally_request_reply_problem (request, 422, NULL, "either a day or a month is expected",
                                     day_text != NULL ? "day" : "month");
        return FALSE;
    }
    tally_day_format (day, first);
    if (month_text != NULL)
        day = (TallyDay){ tally_day_next_month (day).number - 1 };
    tally_day_format (day, last);
    return TRUE;
}

static void
list_balances (TallyRequest *request, gpointer user_data)
{
    char first[TALLY_DAY_TEXT];
    char last[TALLY_DAY_TEXT];
    const char *values[] = { first, last, NULL };

    if (read_span (request, first, last))
        tally_api_answer_list (user_data, request, "publish/api-balance", 3, values,
                               &tally_wire_balance_type);
}

void
tally_region_handler_add (TallyApi *api)
{
    tally_http_add_route (api->http, "GET", "/api/v1/regions", &tally_api_see, list_regions, api);
    tally_http_add_route (api->http, "GET", "/api/v1/regions/balance", &tally_api_see,
                          list_balances, api);
    tally_http_add_route (api->http, "GET", "/api/v1/regions/{node_id}/balance", &tally_api_see,
                          list_node_balance, api);
}
