// SPDX-License-Identifier: GPL-3.0-or-later
/* One line of one bill, explained: a page, and the same for programs. */
#include "server/publish/web/tally-account-ask.h"
#include "server/publish/web/tally-explain-view.h"
#include "server/publish/web/tally-web-desk.h"
#include "shared/error/tally-error.h"

#include <string.h>

#define BILL TALLY_BOOK_N
#define LINES (TALLY_BOOK_N + 1)
#define MARKET (TALLY_BOOK_N + 2)

static const TallyAccess customer = { .who = TALLY_WHO_CUSTOMER, .is_page = TRUE };
static const TallyAccess program = { .who = TALLY_WHO_CUSTOMER };

/* What the thread cannot ask the request. */
typedef struct {
    int line;
    char number[64];
} Order;

/* "01-202610-000010101-1" to the month it is of. */
static gboolean
read_month (const char *number, TallyDays *month)
{
    g_autofree char *first = NULL;
    TallyDay day;

    if (strlen (number) >= sizeof ((Order *) NULL)->number
        || !g_regex_match_simple ("^[0-9]{1,9}-[0-9]{6}-[0-9]+-[0-9]+[A-Za-z0-9-]*$", number, 0, 0))
        return FALSE;
    first = g_strdup_printf ("%.4s-%.2s-01", strchr (number, '-') + 1, strchr (number, '-') + 5);
    if (!tally_day_parse (first, &day, NULL))
        return FALSE;
    *month = tally_days_of_month (day);
    return TRUE;
}

static gboolean
is_credit (const PGresult *bill)
{
    return g_str_equal (tally_web_cell (bill, 0, 3), "credit");
}

static void
add_bill (JsonObject *data, const TallyWebText *text, const PGresult *bill)
{
    json_object_set_string_member (data, "tariff_code", tally_web_cell (bill, 0, 5));
    json_object_set_string_member (data, "tariff_version", tally_web_cell (bill, 0, 6));
    json_object_set_string_member (data, "content_hash", tally_web_cell (bill, 0, 7));
    json_object_set_string_member (data, "made_from", tally_web_cell (bill, 0, 8));
    json_object_set_string_member (data, "version", tally_web_cell (bill, 0, 9));
    tally_web_set (data, "issued", tally_web_text_day (text, tally_web_cell (bill, 0, 10)));
    json_object_set_boolean_member (data, "is_credit", is_credit (bill));
}

/* Of a credit note the line of the bill that it took back. */
static gboolean
find_line (const TallyWebTask *task, TallyExplainOrder *asked, GError **error)
{
    const Order *order = task->order;
    const PGresult *bill = g_ptr_array_index (task->results, BILL);
    const PGresult *lines = g_ptr_array_index (task->results, LINES);
    int row = order->line - 1;
    int64_t minor;
    TallyDays month;

    if (PQntuples (bill) == 0 || row >= PQntuples (lines) || !read_month (order->number, &month)) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_NOT_FOUND, "there is no such line");
        return FALSE;
    }
    minor = tally_web_number (lines, row, 8);
    *asked = (TallyExplainOrder){
        .past = { .month = month,
                  .agreement_id = tally_web_number (bill, 0, 0),
                  .days = { { (int32_t) tally_web_number (bill, 0, 1) },
                            { (int32_t) tally_web_number (bill, 0, 2) } },
                  .version = (int32_t) tally_web_number (bill, 0, 9),
                  .tariff_code = tally_web_cell (bill, 0, 5),
                  .made_of = PQgetisnull (bill, 0, 11) ? NULL : tally_web_cell (bill, 0, 11),
                  .market = tally_web_cell (g_ptr_array_index (task->results, MARKET), 0, 0) },
        .line = order->line,
        .component = tally_web_cell (lines, row, 13),
        .band = tally_web_cell (lines, row, 14),
        .tier = (int) tally_web_number (lines, row, 3),
        .amount_minor = is_credit (bill) ? -minor : minor,
    };
    return TRUE;
}

/* What the line is explained from. */
static TallyAccountBook *
open_book (const TallyWebTask *task, TallyExplainOrder *asked, GError **error)
{
    return find_line (task, asked, error)
               ? tally_explain_past_book (&asked->past, task->results, error)
               : NULL;
}

static JsonObject *
make (const TallyWebTask *task, GError **error)
{
    const Order *order = task->order;
    const PGresult *bill = g_ptr_array_index (task->results, BILL);
    const PGresult *lines = g_ptr_array_index (task->results, LINES);
    int row = order->line - 1;
    TallyExplainOrder asked;
    g_autoptr(TallyAccountBook) book = open_book (task, &asked, error);
    g_autoptr(JsonObject) data = json_object_new ();
    gboolean is_same = FALSE;

    if (book == NULL || !tally_explain_view (data, task->text, book, &asked, &is_same, error))
        return NULL;
    json_object_set_object_member (data, "line",
                                   tally_web_bill_line (task->text, lines, row, book->currency));
    json_object_set_string_member (data, "exact", tally_web_cell (lines, row, 15));
    add_bill (data, task->text, bill);
    json_object_set_boolean_member (data, "is_same", is_same);
    json_object_set_string_member (data, "number", order->number);
    if (row > 0)
        tally_web_set (data, "previous", g_strdup_printf ("%d", row));
    if (row + 1 < PQntuples (lines))
        tally_web_set (data, "next", g_strdup_printf ("%d", row + 2));
    return g_steal_pointer (&data);
}

static JsonObject *
make_json (const TallyWebTask *task, GError **error)
{
    const Order *order = task->order;
    const PGresult *bill = g_ptr_array_index (task->results, BILL);
    TallyExplainOrder asked;
    g_autoptr(TallyAccountBook) book = open_book (task, &asked, error);
    g_autoptr(JsonObject) data = json_object_new ();
    gboolean is_same = FALSE;

    if (book == NULL || !tally_explain_json (data, task->text, book, &asked, &is_same, error))
        return NULL;
    json_object_set_string_member (data, "number", order->number);
    json_object_set_int_member (data, "line_no", order->line);
    json_object_set_boolean_member (data, "is_credit", is_credit (bill));
    json_object_set_boolean_member (data, "is_kept", asked.past.made_of != NULL);
    json_object_set_boolean_member (data, "is_same", is_same);
    tally_web_set (data, "amount_minor",
                   g_strdup_printf ("%" G_GINT64_FORMAT,
                                    tally_web_number (g_ptr_array_index (task->results, LINES),
                                                      order->line - 1, 8)));
    json_object_set_string_member (data, "currency", book->currency);
    return g_steal_pointer (&data);
}

static void
show (TallyWeb *web,
      TallyRequest *request,
      const TallyWebText *text,
      JsonObject *data,
      gconstpointer order)
{
    g_autofree char *title = g_strdup (
        json_object_get_string_member (json_object_get_object_member (data, "line"), "name"));

    tally_web_reply (web, request, 200, "explain", title, data);
}

static void
show_json (TallyWeb *web,
           TallyRequest *request,
           const TallyWebText *text,
           JsonObject *data,
           gconstpointer order)
{
    JsonNode *node = json_node_new (JSON_NODE_OBJECT);

    json_node_take_object (node, data);
    tally_request_reply_json (request, 200, node);
}

static Order *
order_of (TallyRequest *request)
{
    Order *order = g_new0 (Order, 1);

    order->line = (int) g_ascii_strtoll (tally_request_get_param (request, "line"), NULL, 10);
    g_strlcpy (order->number, tally_request_get_param (request, "number"), sizeof order->number);
    return order;
}

static void
answer (TallyWeb *web, TallyRequest *request, const TallyWebText *text, GPtrArray *results)
{
    Order *order = order_of (request);
    g_autofree char *key = g_strdup_printf ("explain %d %s", order->line, order->number);

    tally_web_desk_do (web, request, results, order, key, make, show);
}

static void
answer_json (TallyWeb *web, TallyRequest *request, const TallyWebText *text, GPtrArray *results)
{
    Order *order = order_of (request);
    g_autofree char *key = g_strdup_printf ("why %d %s", order->line, order->number);

    tally_web_desk_do (web, request, results, order, key, make_json, show_json);
}

static void
ask_for (TallyWeb *web, TallyRequest *request, TallyWebAnswer then)
{
    const char *number = tally_request_get_param (request, "number");
    const char *line = tally_request_get_param (request, "line");
    const char *const values[] = { number, tally_request_get_language (request) };
    const TallyQuery more[] = {
        { "web/explain-bill", 1, values },
        { "web/bill-lines", 2, values },
        { "bill/past-market", 1, values },
    };
    TallyDays month;

    if (read_month (number, &month) && g_regex_match_simple ("^[1-9][0-9]{0,3}$", line, 0, 0))
        tally_account_ask (web, request, month, number, more, G_N_ELEMENTS (more), then);
    else
        tally_web_not_found (request, tally_web_text_of (web, request));
}

static void
ask (TallyRequest *request, gpointer user_data)
{
    ask_for (user_data, request, answer);
}

static void
ask_json (TallyRequest *request, gpointer user_data)
{
    ask_for (user_data, request, answer_json);
}

void
tally_web_add_explain (TallyWeb *web)
{
    tally_http_add_route (web->http, "GET", "/bills/{number}/lines/{line}", &customer, ask, web);
    tally_http_add_route (web->http, "GET", "/web/api/v1/bills/{number}/lines/{line}/explain",
                          &program, ask_json, web);
}
