// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/publish/api/tally-api-private.h"
#include "shared/wire/tally-wire-health.h"

#include <string.h>

static const TallyAccess anyone = { .who = TALLY_WHO_ANYONE, .rate = TALLY_RATE_NONE };

typedef struct {
    TallyApi *api;
    TallyRequest *request;
} Visit;

static void
on_asked (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autofree Visit *visit = user_data;
    g_autoptr(TallyRequest) request = visit->request;
    TallyApi *api = visit->api;
    g_autoptr(GPtrArray) results = tally_pool_query_finish (api->pool, result, NULL);
    TallyWireHealth health = {
        .state = (char *) (results != NULL ? "ok" : "failing"),
        .database = results != NULL,
        .version = api->version,
        .uptime_s = (g_get_monotonic_time () - api->began_us) / G_USEC_PER_SEC,
        .connections = tally_pool_get_state (api->pool).n_online,
    };

    tally_request_reply_json (request, results != NULL ? 200 : 503,
                              tally_wire_health_to_json (&health));
}

static void
ask (TallyApi *api, TallyRequest *request, const char *statement, GAsyncReadyCallback callback)
{
    TallyQuery query = { statement, 0, NULL };
    Visit *visit = g_new0 (Visit, 1);

    visit->api = api;
    visit->request = g_object_ref (request);
    tally_pool_query_async (api->pool, NULL, &query, 1, NULL, callback, visit);
}

static void
show_health (TallyRequest *request, gpointer user_data)
{
    ask (user_data, request, "publish/api-health", on_asked);
}

static void
write_rows (GString *text, PGresult *rows)
{
    for (int row = 0; row < PQntuples (rows); row++)
        g_string_append_printf (text, "tally_%s_%s_rows_total %s\n", PQgetvalue (rows, row, 0),
                                PQgetvalue (rows, row, 1), PQgetvalue (rows, row, 2));
}

static void
write_pool (GString *text, TallyApi *api)
{
    TallyPoolState pool = tally_pool_get_state (api->pool);
    TallyGuardState guard = tally_guard_get_state (api->guard);

    g_string_append_printf (text,
                            "tally_pool_connections %u\ntally_pool_busy %u\n"
                            "tally_pool_waiting %u\n"
                            "tally_pool_done_total %" G_GUINT64_FORMAT "\n"
                            "tally_pool_failed_total %" G_GUINT64_FORMAT "\n",
                            pool.n_online, pool.n_busy, pool.n_waiting, pool.n_done, pool.n_failed);
    g_string_append_printf (text,
                            "tally_guard_signed_in_total %" G_GUINT64_FORMAT "\n"
                            "tally_guard_refused_total %" G_GUINT64_FORMAT "\n"
                            "tally_guard_hashing %u\ntally_guard_waiting %u\n",
                            guard.n_signed_in, guard.n_refused, guard.n_hashing, guard.n_waiting);
    g_string_append_printf (text, "tally_publish_jobs %u\ntally_publish_listeners %u\n",
                            api->n_jobs, tally_event_stream_get_n_clients (api->stream));
}

static void
on_counted (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autofree Visit *visit = user_data;
    g_autoptr(TallyRequest) request = visit->request;
    g_autoptr(GPtrArray) results = tally_pool_query_finish (visit->api->pool, result, NULL);
    g_autoptr(GBytes) bytes = NULL;
    GString *text = g_string_new (NULL);

    g_string_append_printf (text, "tally_database_up %d\n", results != NULL);
    if (results != NULL)
        write_rows (text, g_ptr_array_index (results, 0));
    write_pool (text, visit->api);
    tally_http_write_metrics (visit->api->http, text);
    bytes = g_string_free_to_bytes (text);
    tally_request_reply_bytes (request, "text/plain; version=0.0.4", bytes, NULL, 0);
}

static void
show_metrics (TallyRequest *request, gpointer user_data)
{
    ask (user_data, request, "publish/api-metrics", on_counted);
}

void
tally_health_handler_add (TallyApi *api)
{
    tally_http_add_route (api->http, "GET", "/healthz", &anyone, show_health, api);
    tally_http_add_route (api->http, "GET", "/metrics", &anyone, show_metrics, api);
}
