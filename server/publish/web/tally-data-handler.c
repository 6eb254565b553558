// SPDX-License-Identifier: GPL-3.0-or-later
/* A customer's own data to take away: a form, and use as CSV. */
#include "server/publish/web/tally-account-ask.h"
#include "server/publish/web/tally-data-rows.h"
#include "server/publish/web/tally-web-desk.h"

#include <string.h>

#define DAYS_OFFERED 31

static const TallyAccess customer = { .who = TALLY_WHO_CUSTOMER, .is_page = TRUE };

static void
show_form (TallyWeb *web, TallyRequest *request, const TallyWebText *text, GPtrArray *results)
{
    const PGresult *bounds = g_ptr_array_index (results, 1);
    const char *newest = tally_web_cell (bounds, 0, 1);
    JsonObject *data = json_object_new ();
    char first[TALLY_DAY_TEXT] = "";
    TallyDay last;

    if (tally_day_parse (newest, &last, NULL)) {
        last.number -= DAYS_OFFERED - 1;
        tally_day_format (last, first);
    }
    json_object_set_string_member (data, "from", first);
    json_object_set_string_member (data, "to", newest);
    tally_web_reply (web, request, 200, "data", tally_web_text_say (text, N_ ("My data")), data);
}

static void
ask_form (TallyRequest *request, gpointer user_data)
{
    const TallyQuery bounds = { "web/use-bounds", 0, NULL };

    tally_web_ask (user_data, request, &bounds, 1, show_form);
}

/* Typed wrongly: the form again, with what was typed. */
static void
refuse (TallyWeb *web, TallyRequest *request, const char *field)
{
    const TallyWebText *text = tally_web_text_of (web, request);
    const char *from = tally_request_get_query (request, "from");
    const char *to = tally_request_get_query (request, "to");
    JsonObject *data = json_object_new ();

    json_object_set_string_member (
        data, "fault",
        tally_web_text_say (text, N_ ("Give two dates, the last not before the first, and at most "
                                      "366 days.")));
    json_object_set_boolean_member (data, "is_at_to", g_str_equal (field, "to"));
    json_object_set_string_member (data, "from", from != NULL ? from : "");
    json_object_set_string_member (data, "to", to != NULL ? to : "");
    tally_web_reply (web, request, 400, "data", tally_web_text_say (text, N_ ("My data")), data);
}

static JsonObject *
make_csv (const TallyWebTask *task, GError **error)
{
    const TallyDataOrder *order = task->order;
    g_autoptr(TallyAccountBook) book = tally_data_book (task, order, error);
    g_autoptr(GArray) rows = NULL;
    JsonObject *data;

    if (book == NULL)
        return NULL;
    rows = tally_use_rows (book, &order->span);
    data = json_object_new ();
    tally_web_set (data, "file", tally_data_csv (book, rows));
    return data;
}

static JsonObject *
make_green_button (const TallyWebTask *task, GError **error)
{
    const TallyDataOrder *order = task->order;
    g_autoptr(TallyAccountBook) book = tally_data_book (task, order, error);
    JsonObject *data;
    char *feed = NULL;

    if (book != NULL)
        feed = tally_data_green_button (book, &order->span, task->web->origin, error);
    if (feed == NULL)
        return NULL;
    data = json_object_new ();
    tally_web_set (data, "file", feed);
    return data;
}

static void
send_file (TallyRequest *request,
           JsonObject *data,
           const TallyDataOrder *order,
           const char *type,
           const char *ending)
{
    g_autoptr(JsonObject) made = data;
    const char *text = json_object_get_string_member (made, "file");
    g_autoptr(GBytes) bytes = g_bytes_new (text, strlen (text));
    char from[TALLY_DAY_TEXT];
    g_autofree char *name = NULL;

    tally_day_format (order->span.days.first, from);
    name = g_strdup_printf ("use-%s.%s", from, ending);
    tally_request_reply_bytes (request, type, bytes, name, 0);
}

static void
send_csv (TallyWeb *web,
          TallyRequest *request,
          const TallyWebText *text,
          JsonObject *data,
          gconstpointer order)
{
    send_file (request, data, order, "text/csv; charset=utf-8", "csv");
}

static void
send_green_button (TallyWeb *web,
                   TallyRequest *request,
                   const TallyWebText *text,
                   JsonObject *data,
                   gconstpointer order)
{
    send_file (request, data, order, "application/atom+xml", "xml");
}

static void
answer_csv (TallyWeb *web, TallyRequest *request, const TallyWebText *text, GPtrArray *results)
{
    TallyDataOrder *order = g_new0 (TallyDataOrder, 1);

    tally_data_order_read (request, order);
    tally_web_desk_do (web, request, results, order, NULL, make_csv, send_csv);
}

static void
answer_green_button (TallyWeb *web,
                     TallyRequest *request,
                     const TallyWebText *text,
                     GPtrArray *results)
{
    TallyDataOrder *order = g_new0 (TallyDataOrder, 1);

    tally_data_order_read (request, order);
    tally_web_desk_do (web, request, results, order, NULL, make_green_button, send_green_button);
}

static void
ask_file (TallyWeb *web, TallyRequest *request, TallyWebAnswer answer)
{
    const TallyQuery bounds = { "web/use-bounds", 0, NULL };
    TallyDataOrder order = { 0 };
    const char *field = tally_data_order_read (request, &order);

    if (field != NULL)
        refuse (web, request, field);
    else
        tally_account_ask (web, request, tally_use_span_months (&order.span), NULL, &bounds, 1,
                           answer);
}

static void
ask_csv (TallyRequest *request, gpointer user_data)
{
    ask_file (user_data, request, answer_csv);
}

static void
ask_green_button (TallyRequest *request, gpointer user_data)
{
    ask_file (user_data, request, answer_green_button);
}

void
tally_web_add_data (TallyWeb *web)
{
    tally_http_add_route (web->http, "GET", "/data", &customer, ask_form, web);
    tally_http_add_route (web->http, "GET", "/data/use.csv", &customer, ask_csv, web);
    tally_http_add_route (web->http, "GET", "/data/green-button.xml", &customer, ask_green_button,
                          web);
}
