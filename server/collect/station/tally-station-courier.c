// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/collect/station/tally-station-private.h"
#include "shared/error/tally-error.h"
#include "shared/wire/tally-wire-member.h"
#include "shared/wire/tally-wire.h"

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>

#define TIMEOUT_S 30
#define REST_MOST_MS 8000 /* ten seconds after the server is back it must be told */
#define HEARTBEAT_US (10 * G_USEC_PER_SEC)
#define PLAN_US (60 * G_USEC_PER_SEC)
#define CLOCK_MS 5000 /* our clock may be this far from the server's */
#define JSON_MAX (1024 * 1024)

typedef struct {
    TallyStation *station;
    SoupSession *session;
    char *plan_tag; /* of the plan we have, as the server calls it */
    int64_t beat_at_us;
    int64_t planned_at_us;
    guint rest_ms;
} Courier;

static gboolean
is_stopping (Courier *self)
{
    return g_cancellable_is_cancelled (self->station->stopping);
}

/* One word with the server. Gives its answer, NULL with an error when none came. */
static GBytes *
say (Courier *self,
     const char *method,
     const char *path,
     const char *type,
     GBytes *body,
     guint *status,
     SoupMessage **message,
     GError **error)
{
    g_autofree char *address = g_strconcat (self->station->server, path, NULL);
    g_autofree char *bearer = g_strconcat ("Bearer ", self->station->token, NULL);
    g_autoptr(SoupMessage) sent = soup_message_new (method, address);
    GBytes *answer;

    soup_message_headers_replace (soup_message_get_request_headers (sent), "Authorization", bearer);
    soup_message_add_flags (sent, SOUP_MESSAGE_NO_REDIRECT);
    if (self->plan_tag != NULL && body == NULL)
        soup_message_headers_replace (soup_message_get_request_headers (sent), "If-None-Match",
                                      self->plan_tag);
    if (body != NULL)
        soup_message_set_request_body_from_bytes (sent, type, body);
    answer = soup_session_send_and_read (self->session, sent, self->station->stopping, error);
    *status = soup_message_get_status (sent);
    if (message != NULL)
        *message = g_steal_pointer (&sent);
    return answer;
}

static gboolean
refuse_status (guint status, GBytes *answer, GError **error)
{
    gsize length;
    const char *text = g_bytes_get_data (answer, &length);

    g_set_error (error, TALLY_ERROR,
                 status == 401 || status == 403 ? TALLY_ERROR_FORBIDDEN : TALLY_ERROR_OFFLINE,
                 "the server answers %u %.*s", status, (int) MIN (length, 200), text);
    return FALSE;
}

static void
count (TallyStation *station, gboolean is_refused)
{
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&station->mutex);

    station->state.n_uploaded += !is_refused;
    station->state.n_refused += is_refused;
}

/* Hands one batch over. What the server will never take is kept, out of the way. */
static gboolean
upload (Courier *self, const TallyCollectBatch *batch, int64_t place, GError **error)
{
    TallyStation *station = self->station;
    g_autoptr(GBytes) body = tally_collect_batch_to_bytes (batch);
    g_autoptr(GString) path = g_string_new ("/collect/v1/batches/");
    g_autoptr(GBytes) answer = NULL;
    guint status = 0;

    for (size_t i = 0; i < TALLY_BATCH_ID_BYTES; i++)
        g_string_append_printf (path, "%02x", tally_collect_batch_get_id (batch)[i]);
    answer = say (self, "PUT", path->str, "application/octet-stream", body, &status, NULL, error);
    if (answer == NULL)
        return FALSE;
    if (status == 200) {
        count (station, FALSE);
        return tally_collect_spool_drop (station->spool, place, error);
    }
    if (status != 403 && status != 413 && status != 422)
        return refuse_status (status, answer, error);
    refuse_status (status, answer, error);
    if (!tally_collect_spool_set_aside (station->spool, place, *error, NULL))
        return FALSE;
    g_clear_error (error);
    count (station, TRUE);
    return TRUE;
}

static gboolean
upload_all (Courier *self, GError **error)
{
    while (!is_stopping (self)) {
        GError *fault = NULL;
        int64_t place = 0;
        g_autoptr(TallyCollectBatch)
                       batch = tally_collect_spool_peek (self->station->spool, 0, &place, &fault);

        if (batch == NULL && fault == NULL)
            return TRUE;
        if (batch == NULL || !upload (self, batch, place, &fault)) {
            g_propagate_error (error, fault);
            return FALSE;
        }
    }
    return TRUE;
}

static gboolean
fetch_plan (Courier *self, GError **error)
{
    g_autoptr(SoupMessage) message = NULL;
    guint status = 0;
    g_autoptr(GBytes) answer = say (self, "GET", "/collect/v1/plan", NULL, NULL, &status, &message,
                                     error);

    if (answer == NULL)
        return FALSE;
    if (status != 200 && status != 304)
        return refuse_status (status, answer, error);
    if (status == 200) {
        if (!tally_station_set_plan (self->station, answer, error))
            return FALSE;
        g_free (self->plan_tag);
        self->plan_tag = g_strdup (
            soup_message_headers_get_one (soup_message_get_response_headers (message), "ETag"));
    }
    self->planned_at_us = g_get_monotonic_time ();
    return TRUE;
}

static void
add_number (JsonBuilder *builder, const char *name, int64_t value)
{
    json_builder_set_member_name (builder, name);
    json_builder_add_int_value (builder, value);
}

static GPtrArray *
take_results (TallyStation *station)
{
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&station->mutex);

    GPtrArray *results = g_ptr_array_copy (station->results, NULL, NULL);

    g_ptr_array_set_free_func (results, NULL); /* they stay the station's */
    return results;
}

/* What we say of ourselves, and of @results. */
static GBytes *
write_heartbeat (TallyStation *station, GPtrArray *results)
{
    g_autoptr(JsonBuilder) builder = json_builder_new ();
    g_autoptr(JsonNode) root = NULL;
    TallySpoolState state = { 0 };
    char *text;

    tally_collect_spool_get_state (station->spool, &state, NULL);
    json_builder_begin_object (builder);
    add_number (builder, "now_us", tally_collect_clock_now_us (&station->clock));
    add_number (builder, "n_waiting", state.n_waiting);
    add_number (builder, "n_bytes", state.n_bytes);
    add_number (builder, "n_set_aside", state.n_damaged);
    json_builder_set_member_name (builder, "results");
    json_builder_begin_array (builder);
    for (guint i = 0; i < results->len; i++) {
        const TallyStationResult *result = g_ptr_array_index (results, i);

        json_builder_begin_object (builder);
        json_builder_set_member_name (builder, "request_id");
        json_builder_add_string_value (builder, result->request_id);
        json_builder_set_member_name (builder, "is_done");
        json_builder_add_boolean_value (builder, result->is_done);
        add_number (builder, "n_answered", result->n_answered);
        add_number (builder, "n_failed", result->n_failed);
        json_builder_end_object (builder);
    }
    json_builder_end_array (builder);
    json_builder_end_object (builder);
    root = json_builder_get_root (builder);
    text = json_to_string (root, FALSE);
    return g_bytes_new_take (text, strlen (text));
}

static void
note_order (TallyStation *station, JsonObject *order)
{
    const char *id = tally_wire_member_text (order, "request_id");
    g_autofree char *district = g_strdup_printf ("%" G_GINT64_FORMAT,
                                                 tally_wire_member_whole (order, "district_id"));
    const char *points = tally_wire_member_text (order, "points");

    tally_collect_request_add (station->orders, id, district, points != NULL ? points : "");
}

/* An order comes with each heartbeat until its result is known. */
static void
note_orders (TallyStation *station, JsonArray *list)
{
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&station->mutex);
    g_autoptr(GHashTable) fresh = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

    for (guint i = 0; i < json_array_get_length (list); i++) {
        JsonNode *node = json_array_get_element (list, i);
        const char *id = JSON_NODE_HOLDS_OBJECT (node)
                             ? tally_wire_member_text (json_node_get_object (node), "request_id")
                             : NULL;

        if (id == NULL || g_hash_table_contains (station->known, id))
            continue;
        g_hash_table_add (fresh, g_strdup (id));
        note_order (station, json_node_get_object (node));
    }
    for (guint i = 0; i < station->orders->len; i++) {
        const TallyCollectRequest *order = g_ptr_array_index (station->orders, i);

        g_hash_table_add (station->known, g_strdup (order->request_id));
    }
}

static void
forget_results (TallyStation *station, GPtrArray *results)
{
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&station->mutex);

    for (guint i = 0; i < results->len; i++) {
        TallyStationResult *result = g_ptr_array_index (results, i);

        g_hash_table_remove (station->known, result->request_id);
        g_ptr_array_remove (station->results, result);
    }
}

static gboolean
hear_heartbeat (Courier *self, GBytes *answer, GError **error)
{
    gsize length;
    const char *data = g_bytes_get_data (answer, &length);
    g_autoptr(JsonNode) root = tally_wire_parse (data, length, JSON_MAX, error);
    JsonNode *orders;
    int64_t offset_ms;

    if (root == NULL)
        return FALSE;
    orders = JSON_NODE_HOLDS_OBJECT (root)
                 ? json_object_get_member (json_node_get_object (root), "orders")
                 : NULL;
    if (orders == NULL || !JSON_NODE_HOLDS_ARRAY (orders)) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                             "orders: the server's answer has none");
        return FALSE;
    }
    note_orders (self->station, json_node_get_array (orders));
    offset_ms = (tally_collect_clock_now_us (&self->station->clock)
                 - tally_wire_member_whole (json_node_get_object (root), "now_us"))
                / 1000;
    if (ABS (offset_ms) > CLOCK_MS && self->station->clock.shift_s == 0)
        g_warning ("this computer's clock is %" G_GINT64_FORMAT " ms from the server's", offset_ms);
    return TRUE;
}

static gboolean
beat (Courier *self, GError **error)
{
    g_autoptr(GPtrArray) results = take_results (self->station);
    g_autoptr(GBytes) body = write_heartbeat (self->station, results);
    g_autoptr(GBytes) answer = NULL;
    guint status = 0;

    answer = say (self, "POST", "/collect/v1/heartbeat", "application/json", body, &status, NULL,
                  error);
    if (answer == NULL)
        return FALSE;
    if (status != 200)
        return refuse_status (status, answer, error);
    forget_results (self->station, results);
    self->beat_at_us = g_get_monotonic_time ();
    return hear_heartbeat (self, answer, error);
}

static gboolean
has_results (TallyStation *station)
{
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&station->mutex);

    return station->results->len > 0;
}

/* All that is to be said now. */
static gboolean
call (Courier *self, GError **error)
{
    int64_t now = g_get_monotonic_time ();

    return (self->planned_at_us != 0 && now < self->planned_at_us + PLAN_US
                ? TRUE
                : fetch_plan (self, error))
           && upload_all (self, error)
           && (self->beat_at_us != 0 && now < self->beat_at_us + HEARTBEAT_US
                       && self->station->rest_ms >= TALLY_STATION_REST_MS
                       && !has_results (self->station)
                   ? TRUE
                   : beat (self, error));
}

static void
note_outcome (Courier *self, const GError *error)
{
    TallyStation *station = self->station;
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&station->mutex);

    station->state.n_failures = error != NULL ? station->state.n_failures + 1 : 0;
    self->rest_ms = error != NULL ? MIN (2 * self->rest_ms, REST_MOST_MS) : station->rest_ms;
}

/* Somebody who wakes us while the server is away does not hurry us. */
static void
rest (Courier *self, gboolean is_away)
{
    TallyStation *station = self->station;
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&station->mutex);
    int64_t until = g_get_monotonic_time () + (int64_t) self->rest_ms * 1000;

    while (!is_stopping (self) && (is_away || !station->has_more)) {
        if (!g_cond_wait_until (&station->woken, &station->mutex, until))
            break;
    }
    station->has_more = FALSE;
}

static SoupSession *
new_session (TallyStation *station)
{
    SoupSession *session = soup_session_new_with_options ("timeout", TIMEOUT_S, "user-agent",
                                                          "gridtallyd", "proxy-resolver", NULL,
                                                          NULL);

    if (station->authorities != NULL)
        soup_session_set_tls_database (session, station->authorities);
    return session;
}

gpointer
tally_station_courier (gpointer data)
{
    TallyStation *station = data;
    Courier self = { .station = station, .rest_ms = station->rest_ms };

    self.session = new_session (station);
    while (!is_stopping (&self)) {
        g_autoptr(GError) error = NULL;
        gboolean is_away = !call (&self, &error);

        if (is_away && !is_stopping (&self))
            g_message ("the spool waits: %s", error->message);
        note_outcome (&self, error);
        rest (&self, is_away);
    }
    g_object_unref (self.session);
    g_free (self.plan_tag);
    return NULL;
}
