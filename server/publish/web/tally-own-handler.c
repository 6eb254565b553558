// SPDX-License-Identifier: GPL-3.0-or-later
/* /web/api/v1: a customer's own use and bills for his own programs, and the hint that something
 * arrived; described by data/openapi/web.yaml. */
#include "server/publish/http/tally-event-stream.h"
#include "server/publish/web/tally-account-ask.h"
#include "server/publish/web/tally-data-rows.h"

#define API "/web/api/v1"
#define BILLS "50"
#define MAX_BILLS 1000
#define PULSE_S 20

static const TallyAccess customer = { .who = TALLY_WHO_CUSTOMER };
static const TallyAccess listener = { .who = TALLY_WHO_CUSTOMER, .is_stream = TRUE };

static void
refuse (TallyRequest *request, const char *field)
{
    g_autofree char *message = g_strdup_printf ("%s is not what it has to be", field);

    tally_request_reply_problem (request, 400, "invalid", message, field);
}

/* A statement that gives one JSON text. */
static void
reply_row (TallyWeb *web, TallyRequest *request, const TallyWebText *text, GPtrArray *results)
{
    const PGresult *rows = g_ptr_array_index (results, 1);
    g_autoptr(GError) error = NULL;
    JsonNode *node = NULL;

    if (PQntuples (rows) == 0) {
        tally_web_not_found (request, text);
        return;
    }
    node = json_from_string (tally_web_cell (rows, 0, 0), &error);
    if (node == NULL)
        tally_request_reply_error (request, error);
    else
        tally_request_reply_json (request, 200, node);
}

static void
ask_person (TallyRequest *request, gpointer user_data)
{
    const TallyQuery query = { "web/own-person", 0, NULL };

    tally_web_ask (user_data, request, &query, 1, reply_row);
}

static void
ask_bills (TallyRequest *request, gpointer user_data)
{
    const char *limit = tally_request_get_query (request, "limit");
    const char *cursor = tally_request_get_query (request, "cursor");
    const char *const values[] = { limit != NULL ? limit : BILLS, cursor };
    const TallyQuery query = { "web/own-bills", 2, values };
    int64_t n;

    if (!g_ascii_string_to_signed (values[0], 10, 1, MAX_BILLS, &n, NULL))
        refuse (request, "limit");
    else if (cursor != NULL && !g_regex_match_simple ("^[0-9A-Za-z-]{1,60}$", cursor, 0, 0))
        refuse (request, "cursor");
    else
        tally_web_ask (user_data, request, &query, 1, reply_row);
}

static void
ask_bill (TallyRequest *request, gpointer user_data)
{
    const char *const values[] = { tally_request_get_param (request, "number") };
    const TallyQuery query = { "web/own-bill", 1, values };

    tally_web_ask (user_data, request, &query, 1, reply_row);
}

static JsonObject *
make_use (const TallyWebTask *task, GError **error)
{
    const TallyDataOrder *order = task->order;
    g_autoptr(TallyAccountBook) book = tally_data_book (task, order, error);
    g_autoptr(GArray) rows = NULL;

    if (book == NULL)
        return NULL;
    rows = tally_use_rows (book, &order->span);
    return tally_data_json (book, rows, order);
}

static void
send_use (TallyWeb *web,
          TallyRequest *request,
          const TallyWebText *text,
          JsonObject *data,
          gconstpointer order)
{
    JsonNode *node = json_node_new (JSON_NODE_OBJECT);

    json_node_take_object (node, data);
    tally_request_reply_json (request, 200, node);
}

static void
answer_use (TallyWeb *web, TallyRequest *request, const TallyWebText *text, GPtrArray *results)
{
    TallyDataOrder *order = g_new0 (TallyDataOrder, 1);

    tally_data_order_read (request, order);
    tally_web_desk_do (web, request, results, order, NULL, make_use, send_use);
}

static void
ask_use (TallyRequest *request, gpointer user_data)
{
    TallyWeb *web = user_data;
    const TallyQuery bounds = { "web/use-bounds", 0, NULL };
    TallyDataOrder order = { 0 };
    const char *field = tally_data_order_read (request, &order);

    if (field != NULL)
        refuse (request, field);
    else
        tally_account_ask (web, request, tally_use_span_months (&order.span), NULL, &bounds, 1,
                           answer_use);
}

/* The hint names a district; only its customers hear it. */
static gboolean
is_of_district (const TallySession *session, const char *name, const char *data, gpointer user_data)
{
    g_autofree char *own = g_strdup_printf ("{\"district_id\":%d,", session->district_id);

    return g_str_has_prefix (data, own);
}

static void
tell (TallyWeb *web, int32_t district_id, int64_t newest)
{
    gpointer heard = g_hash_table_lookup (web->pulses, GINT_TO_POINTER (district_id));
    g_autofree char *data = NULL;

    if (GPOINTER_TO_SIZE (heard) == (gsize) newest)
        return;
    g_hash_table_insert (web->pulses, GINT_TO_POINTER (district_id),
                         GSIZE_TO_POINTER ((gsize) newest));
    data = g_strdup_printf ("{\"district_id\":%d,\"newest_at\":%" G_GINT64_FORMAT "}", district_id,
                            newest);
    if (heard != NULL) /* what was there when we began to look is no news */
        tally_event_stream_send (web->stream, "values", data);
}

/* @user_data: the box of the pages, empty when they have gone meanwhile */
static void
on_pulse (GObject *source, GAsyncResult *result, gpointer user_data)
{
    TallyWeb **box = user_data;
    g_autoptr(GPtrArray) results = tally_pool_query_finish (TALLY_POOL (source), result, NULL);
    const PGresult *rows = results != NULL ? g_ptr_array_index (results, 0) : NULL;

    for (int row = 0; rows != NULL && *box != NULL && row < PQntuples (rows); row++)
        tell (*box, (int32_t) tally_web_number (rows, row, 0), tally_web_number (rows, row, 1));
    g_rc_box_release (box);
}

/* Looks only while somebody listens. */
static gboolean
on_pulse_due (gpointer user_data)
{
    TallyWeb *web = user_data;
    const TallyQuery query = { "web/pulse", 0, NULL };

    if (tally_event_stream_get_n_clients (web->stream) > 0)
        tally_pool_query_async (web->pool, NULL, &query, 1, NULL, on_pulse,
                                g_rc_box_acquire (web->box));
    return G_SOURCE_CONTINUE;
}

static void
join (TallyRequest *request, gpointer user_data)
{
    TallyWeb *web = user_data;

    tally_event_stream_join (web->stream, request);
}

void
tally_web_add_own (TallyWeb *web)
{
    web->pulses = g_hash_table_new (NULL, NULL);
    web->box = g_rc_box_new0 (TallyWeb *);
    *web->box = web;
    web->stream = tally_event_stream_new ();
    tally_event_stream_set_filter (web->stream, is_of_district, NULL);
    web->pulse_id = g_timeout_add_seconds (PULSE_S, on_pulse_due, web);
    tally_http_add_route (web->http, "GET", API "/person", &customer, ask_person, web);
    tally_http_add_route (web->http, "GET", API "/use", &customer, ask_use, web);
    tally_http_add_route (web->http, "GET", API "/bills", &customer, ask_bills, web);
    tally_http_add_route (web->http, "GET", API "/bills/{number}", &customer, ask_bill, web);
    tally_http_add_route (web->http, "GET", API "/events", &listener, join, web);
}

void
tally_web_close_own (TallyWeb *web)
{
    g_clear_handle_id (&web->pulse_id, g_source_remove);
    if (web->stream != NULL)
        tally_event_stream_close (web->stream);
    g_clear_object (&web->stream);
    if (web->box != NULL) {
        *web->box = NULL;
        g_rc_box_release (g_steal_pointer (&web->box));
    }
    g_clear_pointer (&web->pulses, g_hash_table_unref);
}
