// SPDX-License-Identifier: GPL-3.0-or-later
/* Use over a day, a week, a month, a year or any days: kWh and money, a picture and a table. */
#include "server/publish/web/tally-account-ask.h"
#include "server/publish/web/tally-use-view.h"
#include "server/publish/web/tally-web-desk.h"

#include <string.h>

static const TallyAccess customer = { .who = TALLY_WHO_CUSTOMER, .is_page = TRUE };

static gboolean
asks_for (TallyRequest *request, const char *name, const char *value)
{
    return g_strcmp0 (tally_request_get_query (request, name), value) == 0;
}

/* What the address names; FALSE: nothing, and the page of this month is meant. */
static gboolean
read_span (TallyRequest *request, TallyUseSpan *span, TallyUseFault *fault)
{
    for (int kind = 0; kind < TALLY_USE_N_KINDS; kind++) {
        const char *first = tally_request_get_query (request,
                                                     tally_use_kind_name ((TallyUseKind) kind));

        if (first == NULL)
            continue;
        *fault = tally_use_span_read ((TallyUseKind) kind, first,
                                      tally_request_get_query (request, "to"), span);
        span->is_money = asks_for (request, "show", "money");
        if (span->kind == TALLY_USE_DAY && asks_for (request, "by", "interval"))
            span->step = TALLY_USE_BY_INTERVAL;
        return TRUE;
    }
    return FALSE;
}

/* Links to the other ways of looking at the same time. */
static void
add_ways (JsonObject *data, const TallyUseSpan *span, TallyDay today)
{
    JsonObject *is = json_object_new ();
    char first[TALLY_DAY_TEXT];
    char last[TALLY_DAY_TEXT];
    g_autofree char *here = tally_use_span_address (span, 0);
    TallyDay shown = span->days.first;

    /* From a month, its day and week are today's when it is this month. */
    if (today.number >= span->days.first.number && today.number < span->days.end.number)
        shown = today;
    tally_day_format (shown, first);
    tally_web_set (data, "by_day", g_strdup_printf ("/use?day=%s", first));
    tally_web_set (data, "by_week", g_strdup_printf ("/use?week=%s", first));
    tally_web_set (data, "by_month", g_strdup_printf ("/use?month=%.7s", first));
    tally_web_set (data, "by_year", g_strdup_printf ("/use?year=%.4s", first));
    json_object_set_boolean_member (is, tally_use_kind_name (span->kind), TRUE);
    json_object_set_object_member (data, "is", is);
    json_object_set_boolean_member (data, "is_day", span->kind == TALLY_USE_DAY);
    json_object_set_boolean_member (data, "is_clock", span->step <= TALLY_USE_BY_HOUR);
    json_object_set_boolean_member (data, "is_by_interval", span->step == TALLY_USE_BY_INTERVAL);
    json_object_set_boolean_member (data, "is_by_month", span->step == TALLY_USE_BY_MONTH);
    json_object_set_boolean_member (data, "is_money", span->is_money);
    json_object_set_boolean_member (data, "is_today",
                                    span->kind == TALLY_USE_DAY && shown.number == today.number);
    tally_web_set (data, "in_energy",
                   g_strconcat (here, span->step == TALLY_USE_BY_INTERVAL ? "&by=interval" : "",
                                NULL));
    tally_web_set (data, "in_money",
                   g_strconcat (here,
                                span->step == TALLY_USE_BY_INTERVAL ? "&by=interval&show=money"
                                                                    : "&show=money",
                                NULL));
    tally_web_set (data, "by_hour", g_strdup (here));
    tally_web_set (data, "by_interval", g_strconcat (here, "&by=interval", NULL));
    tally_web_set (data, "from", g_strdup (tally_day_format (span->days.first, first)));
    tally_web_set (data, "to",
                   g_strdup (tally_day_format ((TallyDay){ span->days.end.number - 1 }, last)));
}

static void
add_neighbours (JsonObject *data, const TallyUseSpan *span, const PGresult *bounds)
{
    char text[TALLY_DAY_TEXT];

    if (*tally_web_cell (bounds, 0, 0) == '\0')
        return;
    if (strcmp (tally_web_cell (bounds, 0, 0), tally_day_format (span->days.first, text)) < 0)
        tally_web_set (data, "previous", tally_use_span_address (span, -1));
    if (strcmp (tally_web_cell (bounds, 0, 1), tally_day_format (span->days.end, text)) >= 0)
        tally_web_set (data, "next", tally_use_span_address (span, 1));
}

static JsonObject *
make (const TallyWebTask *task, GError **error)
{
    const TallyUseSpan *span = task->order;
    g_autoptr(TallyAccountBook) book = NULL;
    JsonObject *data;

    book = tally_account_book_new (task->results, tally_use_span_months (span), NULL, error);
    if (book == NULL || !tally_account_book_price (book, error))
        return NULL;
    tally_day_parse (tally_web_cell (g_ptr_array_index (task->results, TALLY_BOOK_N), 0, 0),
                     &book->since, NULL);
    data = json_object_new ();
    tally_use_view (data, task->text, book, span);
    add_ways (data, span, book->today);
    add_neighbours (data, span, g_ptr_array_index (task->results, TALLY_BOOK_N));
    return data;
}

static void
show (TallyWeb *web,
      TallyRequest *request,
      const TallyWebText *text,
      JsonObject *data,
      gconstpointer order)
{
    const TallyUseSpan *span = order;
    g_autofree char *title = tally_use_title (text, span);

    tally_web_reply (web, request, 200, "use", title, data);
}

static void
answer (TallyWeb *web, TallyRequest *request, const TallyWebText *text, GPtrArray *results)
{
    TallyUseFault fault;
    TallyUseSpan *span = g_new0 (TallyUseSpan, 1);

    read_span (request, span, &fault);
    tally_web_desk_do (web, request, results, span, NULL, make, show);
}

static void
go_to_this_month (TallyWeb *web,
                  TallyRequest *request,
                  const TallyWebText *text,
                  GPtrArray *results)
{
    const PGresult *who = g_ptr_array_index (results, 0);
    g_autofree char *path = NULL;

    if (PQntuples (who) == 0) {
        tally_web_not_found (request, text);
        return;
    }
    path = g_strdup_printf ("/use?month=%.7s", tally_web_cell (who, 0, 4));
    tally_request_reply_redirect (request, path);
}

/* The form again, with what was typed and what is wrong with it. */
static void
refuse (TallyWeb *web, TallyRequest *request, TallyUseKind kind, TallyUseFault fault)
{
    static const char *const words[] = {
        [TALLY_USE_NO_DATE] = N_ ("That is not a date. Write it as year-month-day: 2026-11-05."),
        [TALLY_USE_BACKWARDS] = N_ ("The last day is before the first day."),
        [TALLY_USE_TOO_LONG] = N_ ("Choose at most 366 days at a time."),
    };
    const TallyWebText *text = tally_web_text_of (web, request);
    const char *from = tally_request_get_query (request, tally_use_kind_name (kind));
    const char *to = tally_request_get_query (request, "to");
    JsonObject *data = json_object_new ();

    json_object_set_string_member (data, "fault", tally_web_text_say (text, words[fault]));
    json_object_set_boolean_member (data, "is_at_from", fault == TALLY_USE_NO_DATE);
    json_object_set_string_member (data, "from", from);
    json_object_set_string_member (data, "to", to != NULL ? to : "");
    json_object_set_object_member (data, "is", json_object_new ());
    tally_web_reply (web, request, 400, "use", tally_web_text_say (text, N_ ("Use")), data);
}

static void
ask (TallyRequest *request, gpointer user_data)
{
    TallyWeb *web = user_data;
    const TallyQuery more = { "web/use-bounds", 0, NULL };
    TallyUseFault fault = TALLY_USE_FINE;
    TallyUseSpan span = { 0 };

    if (!read_span (request, &span, &fault))
        tally_web_ask (web, request, NULL, 0, go_to_this_month);
    else if (fault != TALLY_USE_FINE)
        refuse (web, request, span.kind, fault);
    else
        tally_account_ask (web, request, tally_use_span_months (&span), NULL, &more, 1, answer);
}

void
tally_web_add_use (TallyWeb *web)
{
    tally_http_add_route (web->http, "GET", "/use", &customer, ask, web);
}
