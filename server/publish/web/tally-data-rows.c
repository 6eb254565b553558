// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/publish/web/tally-data-rows.h"

#define MINOR_DIGITS 2
#define MINOR_PER_MAJOR 100

/* A whole number between two, or what it is when it was not given. */
static gboolean
read_number (const char *text, int64_t standard, int64_t min, int64_t max, int64_t *number)
{
    *number = standard;
    if (text == NULL)
        return TRUE;
    return g_ascii_string_to_signed (text, 10, min, max, number, NULL);
}

const char *
tally_data_order_read (TallyRequest *request, TallyDataOrder *order)
{
    const char *from = tally_request_get_query (request, "from");
    const char *to = tally_request_get_query (request, "to");
    const char *step = tally_request_get_query (request, "group_by");
    TallyUseFault fault;

    if (from == NULL)
        return "from";
    fault = tally_use_span_read (TALLY_USE_RANGE, from, to, &order->span);
    if (fault != TALLY_USE_FINE) {
        TallyUseSpan alone;

        return tally_use_span_read (TALLY_USE_DAY, from, NULL, &alone) != TALLY_USE_FINE ? "from"
                                                                                         : "to";
    }
    if (!tally_use_step_read (step != NULL ? step : "interval", &order->span.step))
        return "group_by";
    if (!read_number (tally_request_get_query (request, "limit"), TALLY_DATA_ROWS, 1,
                      TALLY_DATA_MAX_ROWS, &order->n_rows))
        return "limit";
    if (!read_number (tally_request_get_query (request, "cursor"), 0, 0, G_MAXINT32,
                      &order->first_row))
        return "cursor";
    return NULL;
}

TallyAccountBook *
tally_data_book (const TallyWebTask *task, const TallyDataOrder *order, GError **error)
{
    const PGresult *bounds = g_ptr_array_index (task->results, TALLY_BOOK_N);
    g_autoptr(TallyAccountBook) book = NULL;

    book = tally_account_book_new (task->results, tally_use_span_months (&order->span), NULL,
                                   error);
    if (book == NULL || !tally_account_book_price (book, error))
        return NULL;
    tally_day_parse (tally_web_cell (bounds, 0, 0), &book->since, NULL);
    return g_steal_pointer (&book);
}

static char *
instant_text (int64_t instant, GTimeZone *zone)
{
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc (instant);
    g_autoptr(GDateTime) local = g_date_time_to_timezone (utc, zone);

    return g_date_time_format_iso8601 (local);
}

/* How the values came about, in one word. */
static const char *
quality_word (const TallyUseSum *sum)
{
    if (sum->n == sum->n_missing)
        return "missing";
    if (sum->n_missing > 0)
        return "incomplete";
    if (sum->n_edited > 0)
        return "edited";
    return sum->n_estimated > 0 ? "estimated" : "measured";
}

static void
append_decimal (GString *text, int64_t value, int64_t parts, int digits)
{
    g_string_append_printf (text, ",%s%" G_GINT64_FORMAT ".%0*" G_GINT64_FORMAT,
                            value < 0 ? "-" : "", ABS (value) / parts, digits, ABS (value) % parts);
}

char *
tally_data_csv (const TallyAccountBook *book, const GArray *rows)
{
    g_autoptr(GTimeZone) zone = g_time_zone_new_identifier (tally_zone_get_name (book->zone));
    GString *text = g_string_new ("start,end,energy_kwh,delivered_kwh,cost,currency,quality,"
                                  "values,estimated,edited,missing\r\n");

    for (guint i = 0; i < rows->len; i++) {
        const TallyUseRow *row = &g_array_index (rows, TallyUseRow, i);
        g_autofree char *start = instant_text (row->start, zone);
        g_autofree char *end = instant_text (row->end, zone);

        g_string_append_printf (text, "%s,%s", start, end);
        append_decimal (text, row->sum.wh, 1000, 3);
        append_decimal (text, row->sum.export_wh, 1000, 3);
        append_decimal (text, row->sum.minor, MINOR_PER_MAJOR, MINOR_DIGITS);
        g_string_append_printf (text,
                                ",%s,%s,%" G_GSIZE_FORMAT ",%" G_GSIZE_FORMAT ",%" G_GSIZE_FORMAT
                                ",%" G_GSIZE_FORMAT "\r\n",
                                book->currency, quality_word (&row->sum), row->sum.n,
                                row->sum.n_estimated, row->sum.n_edited, row->sum.n_missing);
    }
    return g_string_free (text, FALSE);
}

static void
set_big (JsonObject *object, const char *name, int64_t value)
{
    tally_web_set (object, name, g_strdup_printf ("%" G_GINT64_FORMAT, value));
}

static JsonObject *
row_json (const TallyUseRow *row, GTimeZone *utc)
{
    JsonObject *item = json_object_new ();

    tally_web_set (item, "start", instant_text (row->start, utc));
    tally_web_set (item, "end", instant_text (row->end, utc));
    set_big (item, "energy_wh", row->sum.wh);
    set_big (item, "delivered_wh", row->sum.export_wh);
    set_big (item, "cost_minor", row->sum.minor);
    json_object_set_string_member (item, "quality", quality_word (&row->sum));
    json_object_set_int_member (item, "n", (int64_t) row->sum.n);
    json_object_set_int_member (item, "n_estimated", (int64_t) row->sum.n_estimated);
    json_object_set_int_member (item, "n_edited", (int64_t) row->sum.n_edited);
    json_object_set_int_member (item, "n_missing", (int64_t) row->sum.n_missing);
    return item;
}

JsonObject *
tally_data_json (const TallyAccountBook *book, const GArray *rows, const TallyDataOrder *order)
{
    g_autoptr(GTimeZone) utc = g_time_zone_new_utc ();
    JsonObject *page = json_object_new ();
    JsonArray *items = json_array_new ();
    int64_t end = MIN (order->first_row + order->n_rows, (int64_t) rows->len);
    int64_t wh = 0;
    int64_t minor = 0;

    for (guint i = 0; i < rows->len; i++) {
        wh += g_array_index (rows, TallyUseRow, i).sum.wh;
        minor += g_array_index (rows, TallyUseRow, i).sum.minor;
    }
    for (int64_t i = order->first_row; i < end; i++)
        json_array_add_object_element (items,
                                       row_json (&g_array_index (rows, TallyUseRow, i), utc));
    json_object_set_array_member (page, "items", items);
    json_object_set_string_member (page, "currency", book->currency);
    set_big (page, "total_wh", wh);
    set_big (page, "total_minor", minor);
    if (end < (int64_t) rows->len)
        tally_web_set (page, "next", g_strdup_printf ("%" G_GINT64_FORMAT, end));
    else
        json_object_set_null_member (page, "next");
    return page;
}
