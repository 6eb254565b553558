// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/collect/station/tally-station-plan.h"

#include "server/collect/tally-register-parse.h"
#include "shared/error/tally-error.h"
#include "shared/wire/tally-wire.h"

#define VERSION 1
#define HANGINGS_MAX 200000
#define SCHEDULES_MAX 10000

typedef struct {
    const char *name;
    TallySchedule schedule;
    int64_t valid_from;
} Schedule;

struct _TallyStationPlan {
    JsonNode *root; /* owns the texts */
    const TallyZone *zone;
    GArray *schedules; /* Schedule, by name and time */
    GArray *hangings;  /* TallyCollectHanging */
    GPtrArray *marks;  /* JsonArray of each hanging */
    GHashTable *maps;
};

static void
clear_plan (gpointer data)
{
    TallyStationPlan *self = data;

    g_clear_pointer (&self->root, json_node_unref);
    g_clear_pointer (&self->schedules, g_array_unref);
    g_clear_pointer (&self->hangings, g_array_unref);
    g_clear_pointer (&self->marks, g_ptr_array_unref);
    g_clear_pointer (&self->maps, g_hash_table_unref);
}

TallyStationPlan *
tally_station_plan_ref (TallyStationPlan *self)
{
    return g_atomic_rc_box_acquire (self);
}

void
tally_station_plan_unref (TallyStationPlan *self)
{
    g_atomic_rc_box_release_full (self, clear_plan);
}

static JsonArray *
get_list (JsonObject *root, const char *name, guint most, GError **error)
{
    JsonNode *node = json_object_get_member (root, name);
    JsonArray *list = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node)
                                                                   : NULL;

    if (list != NULL && json_array_get_length (list) <= most)
        return list;
    tally_register_refuse (error, name, "is missing, no list or too long");
    return NULL;
}

static JsonObject *
object_at (JsonArray *list, guint index, GError **error)
{
    JsonNode *node = json_array_get_element (list, index);

    if (JSON_NODE_HOLDS_OBJECT (node))
        return json_node_get_object (node);
    tally_register_refuse (error, "list", "holds what is no object");
    return NULL;
}

static gboolean
read_schedule (TallyStationPlan *self, JsonObject *object, GError **error)
{
    Schedule schedule = { 0 };
    int64_t period = 0;
    int64_t after = 0;

    schedule.name = tally_register_get_text (object, "name", error);
    if (schedule.name == NULL
        || !tally_register_get_number (object, "period_s", 0, G_MAXINT32, &period, error)
        || !tally_register_get_number (object, "after_s", 0, G_MAXINT32, &after, error)
        || !tally_register_get_number (object, "valid_from", G_MININT64, G_MAXINT64,
                                       &schedule.valid_from, error))
        return FALSE;
    schedule.schedule = (TallySchedule){ (int32_t) period, (int32_t) after };
    g_array_append_val (self->schedules, schedule);
    return tally_schedule_check (&schedule.schedule, error);
}

static gboolean
read_texts (TallyCollectHanging *hanging, JsonObject *object, GError **error)
{
    const struct {
        const char *name;
        const char **place;
    } texts[] = { { "gateway", &hanging->gateway_name }, { "host", &hanging->host },
                  { "transport", &hanging->transport },  { "model", &hanging->model },
                  { "channels", &hanging->channels },    { "zone", &hanging->zone },
                  { "schedule", &hanging->schedule } };

    for (size_t i = 0; i < G_N_ELEMENTS (texts); i++) {
        *texts[i].place = tally_register_get_text (object, texts[i].name, error);
        if (*texts[i].place == NULL)
            return FALSE;
    }
    return TRUE;
}

static gboolean
read_hanging (TallyStationPlan *self, JsonObject *object, GError **error)
{
    TallyCollectHanging hanging = { 0 };
    int64_t district = 0, gateway = 0, port = 0, unit = 0;
    JsonArray *marks = get_list (object, "marks", 2 * TALLY_METER_MAX_CHANNELS, error);

    if (marks == NULL || !read_texts (&hanging, object, error)
        || !tally_register_get_number (object, "district_id", 0, G_MAXINT32, &district, error)
        || !tally_register_get_number (object, "gateway_id", 0, G_MAXINT32, &gateway, error)
        || !tally_register_get_number (object, "port", 1, 65535, &port, error)
        || !tally_register_get_number (object, "unit_id", 0, 255, &unit, error)
        || !tally_register_get_number (object, "point_id", 0, G_MAXINT64, &hanging.point_id, error)
        || !tally_register_get_number (object, "meter_id", 0, G_MAXINT64, &hanging.meter_id, error)
        || !tally_register_get_number (object, "valid_from", G_MININT64, G_MAXINT64,
                                       &hanging.valid_from, error)
        || !tally_register_get_number (object, "valid_to", G_MININT64, G_MAXINT64,
                                       &hanging.valid_to, error))
        return FALSE;
    hanging.district_id = (int32_t) district;
    hanging.gateway_id = (int32_t) gateway;
    hanging.port = (uint16_t) port;
    hanging.unit_id = (int) unit;
    g_array_append_val (self->hangings, hanging);
    g_ptr_array_add (self->marks, marks);
    return TRUE;
}

static gboolean
read_map (TallyStationPlan *self, JsonObject *object, GError **error)
{
    g_autoptr(JsonNode) node = json_node_new (JSON_NODE_OBJECT);
    g_autofree char *text = NULL;
    g_autoptr(TallyRegisterMap) map = NULL;

    json_node_set_object (node, object);
    text = json_to_string (node, FALSE);
    map = tally_register_map_parse (text, -1, error);
    if (map == NULL)
        return FALSE;
    for (size_t i = 0; map->also[i] != NULL; i++)
        g_hash_table_insert (self->maps, g_strdup (map->also[i]), tally_register_map_ref (map));
    g_hash_table_insert (self->maps, g_strdup (map->name), tally_register_map_ref (map));
    return TRUE;
}

typedef gboolean (*ReadFunc) (TallyStationPlan *self, JsonObject *object, GError **error);

static gboolean
read_list (TallyStationPlan *self,
           JsonObject *root,
           const char *name,
           guint most,
           ReadFunc read,
           GError **error)
{
    JsonArray *list = get_list (root, name, most, error);

    for (guint i = 0; list != NULL && i < json_array_get_length (list); i++) {
        JsonObject *object = object_at (list, i, error);

        if (object == NULL || !read (self, object, error)) {
            g_prefix_error (error, "%s[%u]: ", name, i);
            return FALSE;
        }
    }
    return list != NULL;
}

static gboolean
read_root (TallyStationPlan *self, JsonObject *root, GError **error)
{
    int64_t version = 0;
    const char *zone = tally_register_get_text (root, "time_zone", error);

    self->zone = zone != NULL ? tally_zone_get (zone, error) : NULL;
    return self->zone != NULL
           && tally_register_get_number (root, "version", VERSION, VERSION, &version, error)
           && read_list (self, root, "schedules", SCHEDULES_MAX, read_schedule, error)
           && read_list (self, root, "meters", HANGINGS_MAX, read_hanging, error)
           && read_list (self, root, "maps", HANGINGS_MAX, read_map, error);
}

TallyStationPlan *
tally_station_plan_read (const char *json, gsize length, GError **error)
{
    g_autoptr(TallyStationPlan) self = g_atomic_rc_box_new0 (TallyStationPlan);
    g_autoptr(GError) broken = NULL;

    self->schedules = g_array_new (FALSE, FALSE, sizeof (Schedule));
    self->hangings = g_array_new (FALSE, FALSE, sizeof (TallyCollectHanging));
    self->marks = g_ptr_array_new ();
    self->maps = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                        (GDestroyNotify) tally_register_map_free);
    self->root = tally_wire_parse (json, length, TALLY_STATION_PLAN_MAX, &broken);
    if (self->root == NULL) {
        tally_register_refuse (error, "plan", broken->message);
        return NULL;
    }
    if (!JSON_NODE_HOLDS_OBJECT (self->root)) {
        tally_register_refuse (error, "plan", "is no object");
        return NULL;
    }
    return read_root (self, json_node_get_object (self->root), error) ? g_steal_pointer (&self)
                                                                      : NULL;
}

const TallyZone *
tally_station_plan_get_zone (const TallyStationPlan *self)
{
    return self->zone;
}

GHashTable *
tally_station_plan_get_maps (const TallyStationPlan *self)
{
    return self->maps;
}

gboolean
tally_station_plan_schedule (const TallyStationPlan *self,
                             const char *name,
                             int64_t now,
                             TallySchedule *schedule,
                             GError **error)
{
    const Schedule *best = NULL;

    for (guint i = 0; i < self->schedules->len; i++) {
        const Schedule *known = &g_array_index (self->schedules, Schedule, i);

        if (g_str_equal (known->name, name) && known->valid_from <= now
            && (best == NULL || known->valid_from >= best->valid_from))
            best = known;
    }
    if (best == NULL) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_NOT_FOUND, "there is no schedule %s", name);
        return FALSE;
    }
    *schedule = best->schedule;
    return TRUE;
}

static void
add_marks (const TallyCollectHanging *hanging, JsonArray *list, TallyCollectMarks *marks)
{
    for (guint i = 0; i + 1 < json_array_get_length (list); i += 2) {
        TallyCollectMark mark = {
            .district_id = hanging->district_id,
            .meter_id = hanging->meter_id,
            .channel = (int16_t) json_array_get_int_element (list, i),
            .next_start = json_array_get_int_element (list, i + 1),
        };

        tally_collect_marks_add (marks, &mark);
    }
}

GPtrArray *
tally_station_plan_select (TallyStationPlan *self,
                           const TallyCollectWish *wish,
                           int64_t now,
                           TallyCollectMarks *marks,
                           GError **error)
{
    g_autoptr(GPtrArray) plan = tally_collect_plan_new ();

    for (guint i = 0; i < self->hangings->len; i++) {
        const TallyCollectHanging *hanging = &g_array_index (self->hangings, TallyCollectHanging,
                                                             i);

        if (!tally_collect_plan_is_wished (hanging, wish, now))
            continue;
        add_marks (hanging, g_ptr_array_index (self->marks, i), marks);
        if (!tally_collect_plan_add (plan, hanging, wish, self->maps, marks, error))
            return NULL;
    }
    return g_steal_pointer (&plan);
}
