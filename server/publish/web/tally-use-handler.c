// SPDX-License-Identifier: GPL-3.0-or-later
/* Use of a month by the day, and of a day by the hour: a chart, and the same figures as a table. */
#include "server/publish/web/tally-web-private.h"
#include "shared/chart/tally-chart.h"
#include "shared/time/tally-day.h"

#include <string.h>

#define LABEL_EVERY_DAYS 5
#define LABEL_EVERY_HOURS 3

enum {
    DAYS = 1,
    BOUNDS,
    BILLED
};
enum {
    HOURS = BILLED
};

static const TallyAccess customer = { .who = TALLY_WHO_CUSTOMER, .is_page = TRUE };

/* What the address names: a month, or one day. */
typedef struct {
    TallyDays days;
    gboolean is_day;
} Span;

static gboolean
read_span (TallyRequest *request, Span *span)
{
    const char *day = tally_request_get_query (request, "day");
    const char *month = tally_request_get_query (request, "month");
    g_autofree char *first = month != NULL ? g_strconcat (month, "-01", NULL) : g_strdup (day);
    TallyDay begin;

    if (first == NULL || !tally_day_parse (first, &begin, NULL))
        return FALSE;
    span->is_day = month == NULL;
    span->days = tally_days_of_month (begin);
    if (span->is_day)
        span->days = (TallyDays){ begin, { begin.number + 1 } };
    return TRUE;
}

/* A list that becomes a chart and a table; the chart points into @bars' texts. */
typedef struct {
    const TallyWebText *text;
    GArray *bars;    /* TallyChartBar */
    GPtrArray *kept; /* texts of the bars */
    JsonArray *rows;
} Series;

static const char *
keep (Series *series, char *text)
{
    g_ptr_array_add (series->kept, text);
    return text;
}

static void
add_point (Series *series, const TallyChartBar *bar, JsonObject *row)
{
    g_array_append_vals (series->bars, bar, 1);
    if (row != NULL)
        json_array_add_object_element (series->rows, row);
}

static TallyChartMark
mark_of_day (const PGresult *days, int row)
{
    int64_t n_missing = tally_web_number (days, row, 3);
    int64_t n = tally_web_number (days, row, 4);

    if (n == n_missing)
        return TALLY_CHART_MISSING;
    return tally_web_number (days, row, 2) > 0 || n_missing > 0 ? TALLY_CHART_ESTIMATED
                                                                : TALLY_CHART_ACTUAL;
}

static char *
quality_of_day (const TallyWebText *text, const PGresult *days, int row)
{
    const char *n_estimated = tally_web_cell (days, row, 2);
    const char *n_missing = tally_web_cell (days, row, 3);
    const char *n = tally_web_cell (days, row, 4);

    if (g_str_equal (n, n_missing))
        return g_strdup (tally_web_text_say (text, N_ ("Missing")));
    if (!g_str_equal (n_missing, "0"))
        return tally_web_text_fill (text, N_ ("{n} of {all} missing"), "n", n_missing, "all", n,
                                    NULL);
    if (!g_str_equal (n_estimated, "0"))
        return tally_web_text_fill (text, N_ ("{n} of {all} estimated"), "n", n_estimated, "all", n,
                                    NULL);
    if (*tally_web_cell (days, row, 5) == 't')
        return g_strdup (tally_web_text_say (text, N_ ("Not closed yet")));
    return g_strdup (tally_web_text_say (text, N_ ("Measured")));
}

static void
add_day (Series *series, const PGresult *days, int row)
{
    const char *day = tally_web_cell (days, row, 0);
    gboolean is_to_come = *tally_web_cell (days, row, 7) == 't';
    g_autofree char *name = tally_web_text_day (series->text, day);
    g_autofree char *quality = quality_of_day (series->text, days, row);
    g_autofree char *energy = tally_web_text_kwh (series->text, tally_web_number (days, row, 1));
    int number = row + 1;
    TallyChartBar bar = {
        .value = MAX (tally_web_number (days, row, 1), 0),
        .mark = is_to_come ? TALLY_CHART_ACTUAL : mark_of_day (days, row),
        .title = keep (series, g_strdup_printf ("%s: %s kWh, %s", name, energy, quality)),
    };
    JsonObject *line;

    if (number == 1 || number % LABEL_EVERY_DAYS == 0)
        bar.label = keep (series, g_strdup_printf ("%d", number));
    if (is_to_come) {
        add_point (series, &bar, NULL);
        return;
    }
    /* Links are in the table alone: a picture with links inside is none to a screen reader. */
    line = json_object_new ();
    tally_web_set (line, "href", g_strconcat ("/use?day=", day, NULL));
    tally_web_set (line, "name", tally_web_text_day_of_month (series->text, day));
    json_object_set_string_member (line, "energy", bar.mark == TALLY_CHART_MISSING ? "–" : energy);
    json_object_set_string_member (line, "quality", quality);
    json_object_set_boolean_member (line, "is_marked", bar.mark != TALLY_CHART_ACTUAL);
    add_point (series, &bar, line);
}

/* The marks of single hours are not kept: those of the day stand above the table. */
static void
add_hour (Series *series, const PGresult *hours, int row, TallyChartMark mark)
{
    const char *hour = tally_web_cell (hours, row, 0);
    g_autofree char *energy = tally_web_text_kwh_fine (series->text,
                                                       tally_web_number (hours, row, 1));
    TallyChartBar bar = {
        .value = MAX (tally_web_number (hours, row, 1), 0),
        .mark = mark,
        .title = keep (series, g_strdup_printf ("%s: %s kWh", hour, energy)),
    };
    JsonObject *line = json_object_new ();

    if (row % LABEL_EVERY_HOURS == 0)
        bar.label = keep (series, g_strdup (hour));
    json_object_set_string_member (line, "name", hour);
    json_object_set_string_member (line, "energy", energy);
    add_point (series, &bar, line);
}

static char *
format_tick (int64_t value, gpointer user_data)
{
    return tally_web_text_quantity (user_data, value, -3);
}

static void
draw (JsonObject *data, const Series *series, const char *title)
{
    g_autofree char *label = tally_web_text_fill (series->text, N_ ("Energy used: {time}"), "time",
                                                  title, NULL);
    TallyChart chart = {
        .label = label,
        .unit = "kWh",
        .bars = (const TallyChartBar *) series->bars->data,
        .n_bars = series->bars->len,
        .format = format_tick,
        .user_data = (gpointer) series->text,
    };

    if (chart.n_bars > 0)
        tally_web_set (data, "chart_svg", tally_chart_to_svg (&chart));
    json_object_set_array_member (data, "rows", json_array_ref (series->rows));
}

/* Links to the neighbours, as far as there are values. */
static void
add_ways (JsonObject *data, const Span *span, const PGresult *bounds)
{
    char text[TALLY_DAY_TEXT];
    const char *kind = span->is_day ? "day" : "month";
    int length = span->is_day ? 10 : 7;

    if (strcmp (tally_web_cell (bounds, 0, 0), tally_day_format (span->days.first, text)) < 0
        && *tally_web_cell (bounds, 0, 0) != '\0') {
        tally_day_format ((TallyDay){ span->days.first.number - 1 }, text);
        tally_web_set (data, "previous", g_strdup_printf ("/use?%s=%.*s", kind, length, text));
    }
    if (strcmp (tally_web_cell (bounds, 0, 1), tally_day_format (span->days.end, text)) >= 0)
        tally_web_set (data, "next", g_strdup_printf ("/use?%s=%.*s", kind, length, text));
}

static void
add_billed (JsonObject *data,
            const TallyWebText *text,
            const PGresult *billed,
            const char *currency)
{
    JsonObject *bill;

    if (tally_web_number (billed, 0, 0) == 0)
        return;
    bill = json_object_new ();
    tally_web_set_money (bill, "amount", text, tally_web_number (billed, 0, 1), currency);
    tally_web_set_kwh (bill, "energy", text, tally_web_number (billed, 0, 2));
    if (tally_web_number (billed, 0, 0) == 1)
        json_object_set_string_member (bill, "number", tally_web_cell (billed, 0, 3));
    json_object_set_object_member (data, "billed", bill);
}

static gboolean
has_values (const PGresult *days)
{
    for (int row = 0; row < PQntuples (days); row++) {
        if (tally_web_number (days, row, 4) > 0)
            return TRUE;
    }
    return FALSE;
}

static void
add_series (JsonObject *data,
            const TallyWebText *text,
            const Span *span,
            GPtrArray *results,
            const char *title)
{
    const PGresult *days = g_ptr_array_index (results, DAYS);
    const PGresult *hours = span->is_day ? g_ptr_array_index (results, HOURS) : NULL;
    Series series = { text, g_array_new (FALSE, FALSE, sizeof (TallyChartBar)),
                      g_ptr_array_new_with_free_func (g_free), json_array_new () };

    for (int row = 0; hours == NULL && row < PQntuples (days); row++)
        add_day (&series, days, row);
    for (int row = 0; hours != NULL && row < PQntuples (hours); row++)
        add_hour (&series, hours, row, mark_of_day (days, 0));
    draw (data, &series, title);
    g_array_unref (series.bars);
    g_ptr_array_unref (series.kept);
    json_array_unref (series.rows);
}

static void
show (TallyWeb *web, TallyRequest *request, const TallyWebText *text, GPtrArray *results)
{
    const PGresult *days = g_ptr_array_index (results, DAYS);
    JsonObject *data = json_object_new ();
    char first[TALLY_DAY_TEXT];
    g_autofree char *title = NULL;
    Span span = { 0 };

    read_span (request, &span);
    tally_day_format (span.days.first, first);
    title = span.is_day ? tally_web_text_day (text, first) : tally_web_text_month (text, first);
    json_object_set_boolean_member (data, "is_day", span.is_day);
    tally_web_set (data, "month_id", g_strndup (first, strlen ("YYYY-MM")));
    add_ways (data, &span, g_ptr_array_index (results, BOUNDS));
    if (has_values (days)) {
        json_object_set_boolean_member (data, "has_values", TRUE);
        tally_web_set_kwh (data, "total", text, tally_web_number (days, 0, 6));
        add_series (data, text, &span, results, title);
    }
    if (span.is_day)
        tally_web_set (data, "quality", quality_of_day (text, days, 0));
    else
        add_billed (data, text, g_ptr_array_index (results, BILLED), tally_web_currency (results));
    tally_web_reply (web, request, 200, "use", title, data);
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

static void
ask (TallyRequest *request, gpointer user_data)
{
    TallyWeb *web = user_data;
    char first[TALLY_DAY_TEXT];
    char end[TALLY_DAY_TEXT];
    const char *const values[] = { first, end };
    TallyQuery queries[] = {
        { "web/use-days", 2, values },
        { "web/use-bounds", 0, NULL },
        { "web/use-billed", 2, values },
    };
    Span span;

    if (tally_request_get_query (request, "day") == NULL
        && tally_request_get_query (request, "month") == NULL) {
        tally_web_ask (web, request, NULL, 0, go_to_this_month);
        return;
    }
    if (!read_span (request, &span)) {
        tally_web_not_found (request, tally_web_text_of (web, request));
        return;
    }
    tally_day_format (span.days.first, first);
    tally_day_format (span.days.end, end);
    if (span.is_day)
        queries[2] = (TallyQuery){ "web/use-hours", 1, values };
    tally_web_ask (web, request, queries, G_N_ELEMENTS (queries), show);
}

void
tally_web_add_use (TallyWeb *web)
{
    tally_http_add_route (web->http, "GET", "/use", &customer, ask, web);
}
