// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/publish/station/tally-station-handler.h"

#include "server/collect/station/tally-station-plan.h"
#include "server/collect/tally-collect-station-store.h"
#include "server/raw/tally-raw-intake-step.h"
#include "shared/error/tally-error.h"
#include "shared/wire/tally-wire-member.h"
#include "shared/wire/tally-wire.h"

#include <string.h>

#define LOGIN "tally_collector"
#define IDLE_MAX 4
#define BEARER "Bearer "
#define RESULTS_MAX 1000

struct _TallyStationDoor {
    char *conninfo;
    const TallyZone *zone;
    char *maps_folder;
    GMutex mutex;    /* guards what follows */
    GPtrArray *idle; /* TallyDb */
    guint n_busy;
    GCond done;
};

/* A word of a station on its way through a thread. */
typedef struct _Word Word;
typedef JsonNode *(*WordFunc) (TallyDb *db, const char *station, Word *word, GError **error);

struct _Word {
    TallyStationDoor *door;
    TallyRequest *request;
    WordFunc func;
    char *token;
    char *batch_id;
    char *known_tag;
    GBytes *body;
    char *plan; /* (out) */
    char *tag;  /* (out) */
};

static void
free_word (gpointer data)
{
    Word *word = data;

    g_object_unref (word->request);
    g_free (word->token);
    g_free (word->batch_id);
    g_free (word->known_tag);
    g_bytes_unref (word->body);
    g_free (word->plan);
    g_free (word->tag);
    g_free (word);
}

static TallyDb *
take_db (TallyStationDoor *self, GError **error)
{
    TallyDb *db = NULL;

    g_mutex_lock (&self->mutex);
    if (self->idle->len > 0)
        db = g_ptr_array_steal_index_fast (self->idle, self->idle->len - 1);
    g_mutex_unlock (&self->mutex);
    return db != NULL ? db : tally_db_open_as (self->conninfo, LOGIN, error);
}

/* A connection that failed may be broken: it is not used again. */
static void
give_back (TallyStationDoor *self, TallyDb *db, gboolean is_good)
{
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

    if (db != NULL && is_good && self->idle->len < IDLE_MAX)
        g_ptr_array_add (self->idle, db);
    else
        g_clear_object (&db);
    self->n_busy--;
    g_cond_signal (&self->done);
}

static JsonNode *
number_object (const char *name, int64_t value)
{
    g_autoptr(JsonBuilder) builder = json_builder_new ();

    json_builder_begin_object (builder);
    json_builder_set_member_name (builder, name);
    json_builder_add_int_value (builder, value);
    json_builder_end_object (builder);
    return json_builder_get_root (builder);
}

static gboolean
is_id_of (const char *text, const TallyCollectBatch *batch)
{
    const uint8_t *id = tally_collect_batch_get_id (batch);
    char hex[2 * TALLY_BATCH_ID_BYTES + 1];

    for (size_t i = 0; i < TALLY_BATCH_ID_BYTES; i++)
        g_snprintf (hex + 2 * i, 3, "%02x", id[i]);
    return g_str_equal (text, hex);
}

static JsonNode *
take_batch (TallyDb *db, const char *station, Word *word, GError **error)
{
    gsize length;
    const uint8_t *bytes = g_bytes_get_data (word->body, &length);
    g_autoptr(TallyCollectBatch) batch = tally_collect_batch_from_bytes (bytes, length, error);
    TallyRawTaken taken;

    if (batch == NULL)
        return NULL;
    if (!is_id_of (word->batch_id, batch)) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                             "id: is not that of the batch");
        return NULL;
    }
    if (!tally_collect_station_store_check (db, station, batch, g_get_real_time () / G_USEC_PER_SEC,
                                            error)
        || !tally_raw_intake_batch (db, batch, &taken, error))
        return NULL;
    return number_object ("n_new", taken.n_new);
}

static JsonNode *
write_plan (TallyDb *db, const char *station, Word *word, GError **error)
{
    g_autofree char *digest = NULL;

    word->plan = tally_station_plan_write (db, station, word->door->zone,
                                           g_get_real_time () / G_USEC_PER_SEC,
                                           word->door->maps_folder, error);
    if (word->plan == NULL)
        return NULL;
    digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, word->plan, -1);
    word->tag = g_strdup_printf ("\"%s\"", digest);
    return json_node_new (JSON_NODE_NULL);
}

/* What became of an order; nonsense is passed over: the order then ends by its time limit. */
static gboolean
note_result (TallyDb *db, const char *station, JsonNode *node, GError **error)
{
    JsonObject *result = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
    const char *id = result != NULL ? tally_wire_member_text (result, "request_id") : NULL;

    if (id == NULL || !g_uuid_string_is_valid (id))
        return TRUE;
    return tally_collect_request_store_finish (
        db, id, station, tally_wire_member_flag (result, "is_done"),
        CLAMP (tally_wire_member_whole (result, "n_answered"), 0, G_MAXINT32),
        CLAMP (tally_wire_member_whole (result, "n_failed"), 0, G_MAXINT32), error);
}

static gboolean
note_results (TallyDb *db, const char *station, JsonObject *report, GError **error)
{
    JsonNode *node = json_object_get_member (report, "results");
    JsonArray *list = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node)
                                                                   : NULL;
    guint n = list != NULL ? MIN (json_array_get_length (list), RESULTS_MAX) : 0;

    for (guint i = 0; i < n; i++) {
        if (!note_result (db, station, json_array_get_element (list, i), error))
            return FALSE;
    }
    return n == 0 || tally_collect_request_store_close (db, error);
}

static void
add_order (JsonBuilder *builder, const TallyCollectRequest *order)
{
    for (guint i = 0; i < order->parts->len; i++) {
        const TallyCollectPart *part = &g_array_index (order->parts, TallyCollectPart, i);
        g_autoptr(GString) points = g_string_new (NULL);

        for (size_t p = 0; p < part->n_points; p++)
            g_string_append_printf (points, "%s%" G_GINT64_FORMAT, p > 0 ? " " : "",
                                    part->point_ids[p]);
        json_builder_begin_object (builder);
        json_builder_set_member_name (builder, "request_id");
        json_builder_add_string_value (builder, order->request_id);
        json_builder_set_member_name (builder, "district_id");
        json_builder_add_int_value (builder, part->district_id);
        json_builder_set_member_name (builder, "points");
        json_builder_add_string_value (builder, points->str);
        json_builder_end_object (builder);
    }
}

static JsonNode *
answer_heartbeat (GPtrArray *orders)
{
    g_autoptr(JsonBuilder) builder = json_builder_new ();

    json_builder_begin_object (builder);
    json_builder_set_member_name (builder, "now_us");
    json_builder_add_int_value (builder, g_get_real_time ());
    json_builder_set_member_name (builder, "orders");
    json_builder_begin_array (builder);
    for (guint i = 0; i < orders->len; i++)
        add_order (builder, g_ptr_array_index (orders, i));
    json_builder_end_array (builder);
    json_builder_end_object (builder);
    return json_builder_get_root (builder);
}

/* A heartbeat as it is kept: its results have places of their own. */
static char *
without_results (JsonObject *heartbeat)
{
    g_autoptr(JsonNode) node = json_node_new (JSON_NODE_OBJECT);
    JsonObject *rest = json_object_new ();
    JsonObjectIter iter;
    const char *name;
    JsonNode *value;

    json_node_take_object (node, rest);
    json_object_iter_init_ordered (&iter, heartbeat);
    while (json_object_iter_next_ordered (&iter, &name, &value)) {
        if (!g_str_equal (name, "results"))
            json_object_set_member (rest, name, json_node_copy (value));
    }
    return json_to_string (node, FALSE);
}

static JsonNode *
take_heartbeat (TallyDb *db, const char *station, Word *word, GError **error)
{
    g_autoptr(GPtrArray) orders = NULL;
    g_autofree char *text = NULL;
    gsize length;
    const char *data = g_bytes_get_data (word->body, &length);
    g_autoptr(JsonNode) root = tally_wire_parse (data, length, TALLY_WIRE_MAX_ANSWER, NULL);

    if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root)) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID, "body: is no JSON object");
        return NULL;
    }
    if (!note_results (db, station, json_node_get_object (root), error))
        return NULL;
    text = without_results (json_node_get_object (root));
    if (!tally_collect_station_store_seen (db, station, text, error))
        return NULL;
    orders = tally_collect_station_store_errands (db, station, error);
    return orders != NULL ? answer_heartbeat (orders) : NULL;
}

static void
work (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
    Word *word = task_data;
    GError *error = NULL;
    TallyDb *db = take_db (word->door, &error);
    g_autofree char *station = db != NULL
                                   ? tally_collect_station_store_find (db, word->token, &error)
                                   : NULL;
    JsonNode *answer = station != NULL ? word->func (db, station, word, &error) : NULL;

    give_back (word->door, db, answer != NULL);
    if (answer != NULL) {
        g_task_return_pointer (task, answer, (GDestroyNotify) json_node_unref);
        return;
    }
    if (station == NULL && g_error_matches (error, TALLY_ERROR, TALLY_ERROR_FORBIDDEN))
        g_object_set_data (G_OBJECT (task), "unknown", GINT_TO_POINTER (TRUE));
    g_task_return_error (task, error);
}

static void
reply_plan (const Word *word)
{
    g_autoptr(GBytes) bytes = NULL;

    tally_request_set_header (word->request, "ETag", word->tag);
    if (g_strcmp0 (word->known_tag, word->tag) == 0) {
        tally_request_reply_empty (word->request, 304);
        return;
    }
    bytes = g_bytes_new (word->plan, strlen (word->plan));
    tally_request_reply_bytes (word->request, "application/json", bytes, NULL, 0);
}

/* Who guesses tokens is slowed down by his address. */
static void
on_worked (GObject *source, GAsyncResult *result, gpointer user_data)
{
    const Word *word = g_task_get_task_data (G_TASK (result));
    g_autoptr(GError) error = NULL;
    JsonNode *answer = g_task_propagate_pointer (G_TASK (result), &error);

    if (answer != NULL && word->plan != NULL) {
        json_node_unref (answer);
        reply_plan (word);
    } else if (answer != NULL) {
        tally_request_reply_json (word->request, 200, answer);
    } else if (g_object_get_data (G_OBJECT (result), "unknown") == NULL) {
        tally_request_reply_error (word->request, error);
    } else if (tally_http_count_account (word->request, TALLY_RATE_LOGIN,
                                         tally_request_get_address (word->request))) {
        tally_request_reply_problem (word->request, 401, NULL, error->message, NULL);
    }
}

static void
begin (TallyStationDoor *self, TallyRequest *request, const char *batch_id, WordFunc func)
{
    const char *authorization = tally_request_get_header (request, "Authorization");
    g_autoptr(GTask) task = NULL;
    Word *word;

    if (authorization == NULL || !g_str_has_prefix (authorization, BEARER)) {
        tally_request_reply_problem (request, 401, NULL, "a station's token is needed", NULL);
        return;
    }
    word = g_new0 (Word, 1);
    word->door = self;
    word->request = g_object_ref (request);
    word->func = func;
    word->token = g_strdup (authorization + strlen (BEARER));
    word->batch_id = g_strdup (batch_id);
    word->known_tag = g_strdup (tally_request_get_header (request, "If-None-Match"));
    word->body = g_bytes_ref (tally_request_get_body (request));
    g_mutex_lock (&self->mutex);
    self->n_busy++;
    g_mutex_unlock (&self->mutex);
    task = g_task_new (NULL, NULL, on_worked, NULL);
    g_task_set_task_data (task, word, free_word);
    g_task_run_in_thread (task, work);
}

static void
on_batch (TallyRequest *request, gpointer user_data)
{
    begin (user_data, request, tally_request_get_param (request, "id"), take_batch);
}

static void
on_plan (TallyRequest *request, gpointer user_data)
{
    begin (user_data, request, NULL, write_plan);
}

static void
on_heartbeat (TallyRequest *request, gpointer user_data)
{
    begin (user_data, request, NULL, take_heartbeat);
}

TallyStationDoor *
tally_station_door_new (TallyHttp *http,
                        const char *conninfo,
                        const TallyZone *zone,
                        const char *maps_folder)
{
    static const TallyAccess access = { .who = TALLY_WHO_SIGNED, .rate = TALLY_RATE_NONE };
    static const TallyAccess upload = { .who = TALLY_WHO_SIGNED,
                                        .rate = TALLY_RATE_NONE,
                                        .body_max = TALLY_STATION_BATCH_MAX };
    TallyStationDoor *self = g_new0 (TallyStationDoor, 1);

    self->conninfo = g_strdup (conninfo);
    self->zone = zone;
    self->maps_folder = g_strdup (maps_folder);
    self->idle = g_ptr_array_new_with_free_func (g_object_unref);
    g_mutex_init (&self->mutex);
    g_cond_init (&self->done);
    tally_http_add_route (http, "PUT", "/collect/v1/batches/{id}", &upload, on_batch, self);
    tally_http_add_route (http, "GET", "/collect/v1/plan", &access, on_plan, self);
    tally_http_add_route (http, "POST", "/collect/v1/heartbeat", &access, on_heartbeat, self);
    return self;
}

static void
wait_until_idle (TallyStationDoor *self)
{
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

    while (self->n_busy > 0)
        g_cond_wait (&self->done, &self->mutex);
}

void
tally_station_door_free (TallyStationDoor *self)
{
    if (self == NULL)
        return;
    wait_until_idle (self);
    g_ptr_array_unref (self->idle);
    g_free (self->conninfo);
    g_free (self->maps_folder);
    g_mutex_clear (&self->mutex);
    g_cond_clear (&self->done);
    g_free (self);
}
