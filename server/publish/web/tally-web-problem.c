// SPDX-License-Identifier: GPL-3.0-or-later
/* Pages that say what went wrong, and small parts that several pages show. */
#include "server/publish/web/tally-web-private.h"

static const struct {
    guint status;
    const char *title;
    const char *advice;
} problems[] = {
    { 400, N_ ("That did not work"), N_ ("Please check what you typed and try again.") },
    { 403, N_ ("You may not do this"), N_ ("Please go back, load the page anew and try again.") },
    { 404, N_ ("There is nothing here"),
      N_ ("The address may be mistyped, or the page has gone.") },
    { 409, N_ ("That was done before"),
      N_ ("Another payment of these bills is under way. See it under Pay.") },
    { 429, N_ ("Too many requests"), N_ ("Please wait a minute and try again.") },
    { 503, N_ ("We are busy or away for a moment"),
      N_ ("Nothing was lost. Please try again in a minute.") },
    { 500, N_ ("Something went wrong here"),
      N_ ("It is our fault, not yours. Please try again later.") },
};

static gsize
find_problem (guint status)
{
    for (gsize i = 0; i < G_N_ELEMENTS (problems); i++) {
        if (problems[i].status == status)
            return i;
    }
    return status < 500 ? 0 : G_N_ELEMENTS (problems) - 1;
}

char *
tally_web_problem_page (TallyRequest *request,
                        guint status,
                        const char *message,
                        gpointer user_data)
{
    TallyWeb *web = user_data;
    const TallyWebText *text = tally_web_text_of (web, request);
    JsonObject *data = json_object_new ();
    gsize i = find_problem (status);

    json_object_set_string_member (data, "advice", tally_web_text_say (text, problems[i].advice));
    json_object_set_string_member (data, "request_id", tally_request_get_id (request));
    return tally_web_render (web, request, "problem", tally_web_text_say (text, problems[i].title),
                             data);
}

void
tally_web_not_found (TallyRequest *request, const TallyWebText *text)
{
    tally_request_reply_problem (request, 404, NULL, "there is nothing here", NULL);
}

const char *
tally_web_cell (const PGresult *rows, int row, int column)
{
    return PQgetvalue (rows, row, column);
}

int64_t
tally_web_number (const PGresult *rows, int row, int column)
{
    return g_ascii_strtoll (PQgetvalue (rows, row, column), NULL, 10);
}

const char *
tally_web_currency (GPtrArray *results)
{
    const PGresult *customer = g_ptr_array_index (results, 0);

    return PQntuples (customer) > 0 ? tally_web_cell (customer, 0, 2) : "";
}

void
tally_web_set (JsonObject *object, const char *name, char *value)
{
    json_object_set_string_member (object, name, value);
    g_free (value);
}

void
tally_web_set_money (JsonObject *object,
                     const char *name,
                     const TallyWebText *text,
                     int64_t minor,
                     const char *currency)
{
    tally_web_set (object, name, tally_web_text_money (text, minor, currency));
}

void
tally_web_set_kwh (JsonObject *object, const char *name, const TallyWebText *text, int64_t wh)
{
    g_autofree char *number = tally_web_text_kwh (text, wh);

    tally_web_set (object, name, g_strconcat (number, "\u00a0kWh", NULL));
}

void
tally_web_set_standing (JsonObject *object, const TallyWebText *text, const char *standing)
{
    static const struct {
        const char *word;
        const char *message;
    } known[] = {
        { "paid", N_ ("Paid") },          { "due", N_ ("To pay") },
        { "overdue", N_ ("Overdue") },    { "credit", N_ ("Credit note") },
        { "cancelled", N_ ("Replaced") },
    };

    json_object_set_string_member (object, "standing", standing);
    for (gsize i = 0; i < G_N_ELEMENTS (known); i++) {
        if (g_str_equal (known[i].word, standing))
            json_object_set_string_member (object, "standing_text",
                                           tally_web_text_say (text, known[i].message));
    }
}

JsonArray *
tally_web_bill_rows (const TallyWebText *text, const PGresult *rows, const char *currency)
{
    JsonArray *bills = json_array_new ();

    for (int row = 0; row < PQntuples (rows); row++) {
        JsonObject *bill = json_object_new ();

        json_object_set_string_member (bill, "number", tally_web_cell (rows, row, 0));
        tally_web_set (bill, "month", tally_web_text_month (text, tally_web_cell (rows, row, 1)));
        tally_web_set_standing (bill, text, tally_web_cell (rows, row, 3));
        tally_web_set_kwh (bill, "energy", text, tally_web_number (rows, row, 4));
        tally_web_set_money (bill, "total", text, tally_web_number (rows, row, 5), currency);
        tally_web_set (bill, "due", tally_web_text_day (text, tally_web_cell (rows, row, 7)));
        json_array_add_object_element (bills, bill);
    }
    return bills;
}
