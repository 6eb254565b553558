// SPDX-License-Identifier: GPL-3.0-or-later
/* Bills: all of them, and one with how it was worked out. */
#include "server/publish/web/tally-web-private.h"

#include <string.h>

#define MOST_BILLS "120"
#define PPM_PER_TENTH 1000

enum {
    BILL = 1,
    LINES
};

static const TallyAccess customer = { .who = TALLY_WHO_CUSTOMER, .is_page = TRUE };

static void
show_list (TallyWeb *web, TallyRequest *request, const TallyWebText *text, GPtrArray *results)
{
    JsonObject *data = json_object_new ();

    json_object_set_array_member (data, "bills",
                                  tally_web_bill_rows (text, g_ptr_array_index (results, 1),
                                                       tally_web_currency (results)));
    tally_web_reply (web, request, 200, "bills", tally_web_text_say (text, N_ ("Bills")), data);
}

static void
ask_list (TallyRequest *request, gpointer user_data)
{
    static const char *const most[] = { MOST_BILLS };
    const TallyQuery query = { "web/bills", 1, most };

    tally_web_ask (user_data, request, &query, 1, show_list);
}

/* "Peak, tier 2, highest on 3 February 2026 at 19:15" */
static char *
line_note (const TallyWebText *text, const PGresult *lines, int row)
{
    GString *note = g_string_new (tally_web_cell (lines, row, 2));
    const char *tier = tally_web_cell (lines, row, 3);
    const char *at = tally_web_cell (lines, row, 11);

    if (!g_str_equal (tier, "0")) {
        g_autofree char *said = tally_web_text_fill (text, N_ ("tier {n}"), "n", tier, NULL);

        g_string_append_printf (note, "%s%s", note->len > 0 ? ", " : "", said);
    }
    if (g_str_equal (tally_web_cell (lines, row, 0), "demand") && *at != '\0') {
        g_autofree char *said = tally_web_text_fill (text, N_ ("highest from {time}"), "time", at,
                                                     NULL);

        g_string_append_printf (note, "%s%s", note->len > 0 ? ", " : "", said);
    }
    return g_string_free (note, FALSE);
}

static const char *
unit_text (const TallyWebText *text, const char *unit)
{
    if (g_str_equal (unit, "month"))
        return tally_web_text_say (text, N_ ("month"));
    if (g_str_equal (unit, "day"))
        return tally_web_text_say (text, N_ ("day"));
    return unit;
}

JsonObject *
tally_web_bill_line (const TallyWebText *text,
                     const PGresult *lines,
                     int row,
                     const char *currency)
{
    JsonObject *line = json_object_new ();
    const char *unit = tally_web_cell (lines, row, 6);
    gboolean is_percent = g_str_equal (unit, "%");
    int64_t quantity = tally_web_number (lines, row, 4);
    int exponent = (int) tally_web_number (lines, row, 5);
    int64_t rate = tally_web_number (lines, row, 7);

    json_object_set_string_member (line, "no", tally_web_cell (lines, row, 12));
    json_object_set_string_member (line, "name", tally_web_cell (lines, row, 1));
    tally_web_set (line, "note", line_note (text, lines, row));
    tally_web_set (line, "quantity",
                   is_percent ? tally_web_text_base (text, quantity, exponent, currency)
                              : tally_web_text_quantity (text, quantity, exponent));
    json_object_set_string_member (line, "unit", is_percent ? "" : unit_text (text, unit));
    if (is_percent) {
        g_autofree char *percent = tally_web_text_quantity (text, rate, -6);

        tally_web_set (line, "rate", g_strconcat (percent, "\u00a0%", NULL));
    } else
        tally_web_set (line, "rate", tally_web_text_rate (text, rate, currency));
    tally_web_set_money (line, "amount", text, tally_web_number (lines, row, 8), currency);
    return line;
}

static JsonArray *
line_rows (const TallyWebText *text, const PGresult *lines, const char *currency)
{
    JsonArray *rows = json_array_new ();

    for (int row = 0; row < PQntuples (lines); row++)
        json_array_add_object_element (rows, tally_web_bill_line (text, lines, row, currency));
    return rows;
}

static void
add_period (JsonObject *data, const TallyWebText *text, const PGresult *bill)
{
    const char *start = tally_web_cell (bill, 0, 1);
    g_autofree char *month = g_strndup (start, strlen ("YYYY-MM"));

    json_object_set_string_member (data, "month_id", month);
    tally_web_set (data, "month", tally_web_text_month (text, start));
}

static void
add_bill (JsonObject *data, const TallyWebText *text, const PGresult *bill, const char *currency)
{
    int64_t owed = tally_web_number (bill, 0, 6);
    int64_t estimated_ppm = tally_web_number (bill, 0, 8);

    json_object_set_string_member (data, "number", tally_web_cell (bill, 0, 0));
    add_period (data, text, bill);
    tally_web_set_standing (data, text, tally_web_cell (bill, 0, 3));
    tally_web_set_kwh (data, "energy", text, tally_web_number (bill, 0, 4));
    tally_web_set_money (data, "total", text, tally_web_number (bill, 0, 5), currency);
    if (owed > 0) {
        g_autofree char *day = tally_web_text_day (text, tally_web_cell (bill, 0, 7));

        tally_web_set_money (data, "owed", text, owed, currency);
        tally_web_set (data, "when",
                       tally_web_text_fill (text, N_ ("due by {day}"), "day", day, NULL));
    }
    tally_web_set (data, "due", tally_web_text_day (text, tally_web_cell (bill, 0, 7)));
    if (estimated_ppm > 0) {
        g_autofree char *percent = tally_web_text_quantity (text,
                                                            MAX (estimated_ppm / PPM_PER_TENTH, 1),
                                                            -1);

        tally_web_set (data, "estimated", g_strconcat (percent, "\u00a0%", NULL));
    }
    tally_web_set_money (data, "net", text, tally_web_number (bill, 0, 9), currency);
    tally_web_set_money (data, "tax", text, tally_web_number (bill, 0, 10), currency);
    tally_web_set (data, "issued", tally_web_text_day (text, tally_web_cell (bill, 0, 11)));
    json_object_set_string_member (data, "account", tally_web_cell (bill, 0, 12));
    json_object_set_string_member (data, "address", tally_web_cell (bill, 0, 13));
    json_object_set_string_member (data, "point", tally_web_cell (bill, 0, 14));
    json_object_set_string_member (data, "tariff", tally_web_cell (bill, 0, 16));
}

static void
show_bill (TallyWeb *web, TallyRequest *request, const TallyWebText *text, GPtrArray *results)
{
    const PGresult *bill = g_ptr_array_index (results, BILL);
    const char *currency = tally_web_currency (results);
    g_autofree char *title = NULL;
    JsonObject *data;

    if (PQntuples (bill) == 0) {
        tally_web_not_found (request, text);
        return;
    }
    data = json_object_new ();
    add_bill (data, text, bill, currency);
    json_object_set_array_member (data, "lines",
                                  line_rows (text, g_ptr_array_index (results, LINES), currency));
    title = tally_web_text_fill (text, N_ ("Bill {number}"), "number", tally_web_cell (bill, 0, 0),
                                 NULL);
    tally_web_reply (web, request, 200, "bill", title, data);
}

static void
ask_bill (TallyRequest *request, gpointer user_data)
{
    const char *const values[] = {
        tally_request_get_param (request, "number"),
        tally_request_get_language (request),
    };
    const TallyQuery queries[] = {
        { "web/bill", 2, values },
        { "web/bill-lines", 2, values },
    };

    tally_web_ask (user_data, request, queries, G_N_ELEMENTS (queries), show_bill);
}

void
tally_web_add_bills (TallyWeb *web)
{
    tally_http_add_route (web->http, "GET", "/bills", &customer, ask_list, web);
    tally_http_add_route (web->http, "GET", "/bills/{number}", &customer, ask_bill, web);
}
