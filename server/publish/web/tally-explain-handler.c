// SPDX-License-Identifier: GPL-3.0-or-later
/* One line of one bill, explained. */
#include "server/publish/web/tally-account-ask.h"
#include "server/publish/web/tally-explain-view.h"
#include "server/publish/web/tally-web-desk.h"
#include "shared/error/tally-error.h"

#include <string.h>

#define BILL TALLY_BOOK_N
#define LINES (TALLY_BOOK_N + 1)

static const TallyAccess customer = { .who = TALLY_WHO_CUSTOMER, .is_page = TRUE };

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

static void
add_bill (JsonObject *data, const TallyWebText *text, const PGresult *bill)
{
    json_object_set_string_member (data, "tariff_code", tally_web_cell (bill, 0, 5));
    json_object_set_string_member (data, "tariff_version", tally_web_cell (bill, 0, 6));
    json_object_set_string_member (data, "content_hash", tally_web_cell (bill, 0, 7));
    json_object_set_string_member (data, "made_from", tally_web_cell (bill, 0, 8));
    json_object_set_string_member (data, "version", tally_web_cell (bill, 0, 9));
    tally_web_set (data, "issued", tally_web_text_day (text, tally_web_cell (bill, 0, 10)));
    json_object_set_boolean_member (data, "is_credit",
                                    g_str_equal (tally_web_cell (bill, 0, 3), "credit"));
}

static JsonObject *
make (const TallyWebTask *task, GError **error)
{
    const Order *order = task->order;
    const PGresult *bill = g_ptr_array_index (task->results, BILL);
    const PGresult *lines = g_ptr_array_index (task->results, LINES);
    const char *currency = tally_web_currency (task->results);
    int row = order->line - 1;
    g_autoptr(TallyAccountBook) book = NULL;
    JsonObject *data;
    JsonObject *line;
    TallyExplainOrder asked;
    TallyDays month;

    if (PQntuples (bill) == 0 || row >= PQntuples (lines) || !read_month (order->number, &month)) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_NOT_FOUND, "there is no such line");
        return NULL;
    }
    asked = (TallyExplainOrder){
        .line = order->line,
        .agreement_id = tally_web_number (bill, 0, 0),
        .days = { { (int32_t) tally_web_number (bill, 0, 1) },
                  { (int32_t) tally_web_number (bill, 0, 2) } },
        .component = tally_web_cell (lines, row, 13),
        .band = tally_web_cell (lines, row, 14),
        .tier = (int) tally_web_number (lines, row, 3),
        .amount_minor = tally_web_number (lines, row, 8),
    };
    book = tally_account_book_new (task->results, month, error);
    if (book == NULL)
        return NULL;
    data = json_object_new ();
    line = tally_web_bill_line (task->text, lines, row, currency);
    json_object_set_object_member (data, "line", line);
    json_object_set_string_member (data, "exact", tally_web_cell (lines, row, 15));
    add_bill (data, task->text, bill);
    json_object_set_boolean_member (data, "is_same",
                                    tally_explain_view (data, task->text, book, &asked));
    json_object_set_string_member (data, "number", order->number);
    if (row > 0)
        tally_web_set (data, "previous", g_strdup_printf ("%d", row));
    if (row + 1 < PQntuples (lines))
        tally_web_set (data, "next", g_strdup_printf ("%d", row + 2));
    return data;
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
answer (TallyWeb *web, TallyRequest *request, const TallyWebText *text, GPtrArray *results)
{
    Order *order = g_new0 (Order, 1);
    g_autofree char *key = NULL;

    order->line = (int) g_ascii_strtoll (tally_request_get_param (request, "line"), NULL, 10);
    g_strlcpy (order->number, tally_request_get_param (request, "number"), sizeof order->number);
    key = g_strdup_printf ("explain %d %s", order->line, order->number);
    tally_web_desk_do (web, request, results, order, key, make, show);
}

static void
ask (TallyRequest *request, gpointer user_data)
{
    TallyWeb *web = user_data;
    const char *number = tally_request_get_param (request, "number");
    const char *line = tally_request_get_param (request, "line");
    const char *const values[] = { number, tally_request_get_language (request) };
    const TallyQuery more[] = {
        { "web/explain-bill", 1, values },
        { "web/bill-lines", 2, values },
    };
    TallyDays month;

    if (read_month (number, &month) && g_regex_match_simple ("^[1-9][0-9]{0,3}$", line, 0, 0))
        tally_account_ask (web, request, month, number, more, G_N_ELEMENTS (more), answer);
    else
        tally_web_not_found (request, tally_web_text_of (web, request));
}

void
tally_web_add_explain (TallyWeb *web)
{
    tally_http_add_route (web->http, "GET", "/bills/{number}/lines/{line}", &customer, ask, web);
}
