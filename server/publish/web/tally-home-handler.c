// SPDX-License-Identifier: GPL-3.0-or-later
/* The first page: what is owed, what was used, what it may cost. */
#include "server/publish/web/tally-web-private.h"

#include <string.h>

#define LATEST_BILLS "3"
#define HOUR_MIN 60
#define DAY_MIN (24 * HOUR_MIN)

enum {
    OWED = 1,
    TODAY,
    MONTHS,
    BILLS,
    MESSAGES,
    TO_DATE
};

static const TallyAccess customer = { .who = TALLY_WHO_CUSTOMER, .is_page = TRUE };

static void
add_owed (JsonObject *data, const TallyWebText *text, const PGresult *owed, const char *currency)
{
    JsonObject *due = json_object_new ();
    g_autofree char *day = tally_web_text_day (text, tally_web_cell (owed, 0, 2));
    gboolean is_overdue = *tally_web_cell (owed, 0, 3) == 't';

    if (tally_web_number (owed, 0, 0) == 0) {
        json_object_unref (due);
        return;
    }
    tally_web_set_money (due, "amount", text, tally_web_number (owed, 0, 1), currency);
    json_object_set_boolean_member (due, "is_overdue", is_overdue);
    tally_web_set (due, "when",
                   tally_web_text_fill (text,
                                        is_overdue ? N_ ("was due by {day}") : N_ ("due by {day}"),
                                        "day", day, NULL));
    json_object_set_object_member (data, "owed", due);
}

static char *
age_text (const TallyWebText *text, int64_t minutes)
{
    g_autofree char *n = NULL;

    if (minutes < 2 * HOUR_MIN) {
        n = g_strdup_printf ("%d", (int) minutes);
        return tally_web_text_fill (text, N_ ("{n} minutes ago"), "n", n, NULL);
    }
    n = g_strdup_printf ("%d", (int) MIN (minutes / HOUR_MIN, DAY_MIN));
    return tally_web_text_fill (text, N_ ("{n} hours ago"), "n", n, NULL);
}

static void
add_today (JsonObject *data, const TallyWebText *text, const PGresult *today, const char *currency)
{
    JsonObject *use = json_object_new ();
    g_autofree char *age = NULL;

    if (PQntuples (today) == 0) {
        json_object_unref (use);
        return;
    }
    age = age_text (text, tally_web_number (today, 0, 2));
    tally_web_set_kwh (use, "energy", text, tally_web_number (today, 0, 0));
    tally_web_set (use, "newest",
                   tally_web_text_fill (text, N_ ("Newest value: {time}, {age}"), "time",
                                        tally_web_cell (today, 0, 1), "age", age, NULL));
    if (*tally_web_cell (today, 0, 3) != '\0')
        tally_web_set_money (use, "cost", text, tally_web_number (today, 0, 3), currency);
    json_object_set_object_member (data, "today_use", use);
}

static void
add_months (JsonObject *data,
            const TallyWebText *text,
            const PGresult *months,
            const char *currency)
{
    JsonObject *month = json_object_new ();
    const char *cost = tally_web_cell (months, 0, 5);

    json_object_set_string_member (month, "id", tally_web_cell (months, 0, 0));
    tally_web_set (month, "name", tally_web_text_month (text, tally_web_cell (months, 0, 0)));
    json_object_set_string_member (month, "last_id", tally_web_cell (months, 0, 1));
    tally_web_set_kwh (month, "energy", text, tally_web_number (months, 0, 2));
    tally_web_set_kwh (month, "same_days", text, tally_web_number (months, 0, 3));
    tally_web_set_kwh (month, "last", text, tally_web_number (months, 0, 4));
    if (*cost != '\0')
        tally_web_set_money (month, "cost", text, tally_web_number (months, 0, 5), currency);
    if (*tally_web_cell (months, 0, 6) != '\0')
        tally_web_set_kwh (month, "forecast", text, tally_web_number (months, 0, 6));
    if (*tally_web_cell (months, 0, 7) != '\0')
        tally_web_set_money (month, "forecast_cost", text, tally_web_number (months, 0, 7),
                             currency);
    json_object_set_object_member (data, "month", month);
}

/* Where the running month was priced by its tariff, that says more than an average. */
static void
add_to_date (JsonObject *data,
             const TallyWebText *text,
             const PGresult *priced,
             const char *currency)
{
    JsonObject *month = json_object_get_object_member (data, "month");
    g_autofree char *day = tally_web_text_day (text, tally_web_cell (priced, 0, 6));
    g_autofree char *low = NULL;
    g_autofree char *high = NULL;

    if (month == NULL || tally_web_number (priced, 0, 0) == 0)
        return;
    low = tally_web_text_money (text, tally_web_number (priced, 0, 4), currency);
    high = tally_web_text_money (text, tally_web_number (priced, 0, 5), currency);
    tally_web_set_money (month, "cost", text, tally_web_number (priced, 0, 1), currency);
    tally_web_set_kwh (month, "forecast", text, tally_web_number (priced, 0, 2));
    tally_web_set_money (month, "forecast_cost", text, tally_web_number (priced, 0, 3), currency);
    tally_web_set (month, "priced",
                   tally_web_text_fill (text,
                                        N_ ("Worked out from your tariff with the values to {day}. "
                                            "The forecast takes the other days as like days were; "
                                            "it lies between {low} and {high}."),
                                        "day", day, "low", low, "high", high, NULL));
}

static void
add_messages (JsonObject *data,
              const TallyWebText *text,
              const PGresult *messages,
              const char *currency)
{
    static const struct {
        const char *kind;
        const char *message;
        const char *standing;
    } known[] = {
        { "overdue", N_ ("{amount} of bill {number} was due on {day}."), "overdue" },
        { "due-soon", N_ ("{amount} of bill {number} is due on {day}."), "due" },
        { "bill-ready", N_ ("A new bill of {day} is ready: {amount}."), "" },
        { "corrected", N_ ("A bill was corrected on {day}: {amount}."), "" },
        { "paid", N_ ("Your payment of {amount} on {day} has arrived. Thank you."), "paid" },
    };
    JsonArray *said = json_array_new ();

    for (int row = 0; row < PQntuples (messages); row++) {
        g_autofree char *amount = tally_web_text_money (text, tally_web_number (messages, row, 2),
                                                        currency);
        g_autofree char *day = tally_web_text_day (text, tally_web_cell (messages, row, 3));
        const char *number = tally_web_cell (messages, row, 1);
        JsonObject *one = json_object_new ();

        for (gsize i = 0; i < G_N_ELEMENTS (known); i++) {
            if (!g_str_equal (known[i].kind, tally_web_cell (messages, row, 0)))
                continue;
            tally_web_set (one, "text",
                           tally_web_text_fill (text, known[i].message, "amount", amount, "number",
                                                number, "day", day, NULL));
            json_object_set_string_member (one, "standing", known[i].standing);
        }
        tally_web_set (one, "href",
                       *number != '\0' ? g_strconcat ("/bills/", number, NULL) : g_strdup ("/pay"));
        json_array_add_object_element (said, one);
    }
    json_object_set_boolean_member (data, "has_messages", json_array_get_length (said) > 0);
    json_object_set_array_member (data, "messages", said);
}

static void
show (TallyWeb *web, TallyRequest *request, const TallyWebText *text, GPtrArray *results)
{
    JsonObject *data = json_object_new ();
    const char *currency = tally_web_currency (results);
    const PGresult *who = g_ptr_array_index (results, 0);
    const PGresult *months = g_ptr_array_index (results, MONTHS);

    if (PQntuples (who) > 0)
        json_object_set_string_member (data, "today_id", tally_web_cell (who, 0, 4));
    add_owed (data, text, g_ptr_array_index (results, OWED), currency);
    add_today (data, text, g_ptr_array_index (results, TODAY), currency);
    if (PQntuples (months) > 0)
        add_months (data, text, months, currency);
    add_to_date (data, text, g_ptr_array_index (results, TO_DATE), currency);
    add_messages (data, text, g_ptr_array_index (results, MESSAGES), currency);
    json_object_set_array_member (data, "bills",
                                  tally_web_bill_rows (text, g_ptr_array_index (results, BILLS),
                                                       currency));
    tally_web_reply (web, request, 200, "home", tally_web_text_say (text, N_ ("Home")), data);
}

static void
ask (TallyRequest *request, gpointer user_data)
{
    static const char *const latest[] = { LATEST_BILLS };
    const TallyQuery queries[] = {
        { "web/owed", 0, NULL },    { "web/today", 0, NULL },    { "web/months", 0, NULL },
        { "web/bills", 1, latest }, { "web/messages", 0, NULL }, { "web/to-date", 0, NULL },
    };

    tally_web_ask (user_data, request, queries, G_N_ELEMENTS (queries), show);
}

void
tally_web_add_home (TallyWeb *web)
{
    tally_http_add_route (web->http, "GET", "/", &customer, ask, web);
}
