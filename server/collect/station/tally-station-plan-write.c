// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/collect/station/tally-station-plan.h"
#include "server/collect/tally-collect-plan-store.h"
#include "server/collect/tally-collect-schedule-store.h"

#include <json-glib/json-glib.h>

typedef struct {
    JsonBuilder *builder;
    TallyCollectMarks *marks;
    GHashTable *models; /* a set */
} Writer;

static void
add_number (JsonBuilder *builder, const char *name, int64_t value)
{
    json_builder_set_member_name (builder, name);
    json_builder_add_int_value (builder, value);
}

static void
add_text (JsonBuilder *builder, const char *name, const char *value)
{
    json_builder_set_member_name (builder, name);
    json_builder_add_string_value (builder, value);
}

/* Channel and time, one after the other. */
static void
add_marks (Writer *self, const TallyCollectHanging *hanging)
{
    g_auto(GStrv) channels = g_strsplit (hanging->channels, " ", -1);

    json_builder_set_member_name (self->builder, "marks");
    json_builder_begin_array (self->builder);
    for (size_t i = 0; channels[i] != NULL; i++) {
        int16_t channel = (int16_t) g_ascii_strtoll (channels[i], NULL, 10);
        int64_t mark = tally_collect_marks_find (self->marks, hanging->district_id,
                                                 hanging->meter_id, channel);

        if (mark == 0)
            continue;
        json_builder_add_int_value (self->builder, channel);
        json_builder_add_int_value (self->builder, mark);
    }
    json_builder_end_array (self->builder);
}

static void
add_hanging (const TallyCollectHanging *hanging, gpointer user_data)
{
    Writer *self = user_data;
    JsonBuilder *builder = self->builder;

    json_builder_begin_object (builder);
    add_number (builder, "district_id", hanging->district_id);
    add_number (builder, "gateway_id", hanging->gateway_id);
    add_text (builder, "gateway", hanging->gateway_name);
    add_text (builder, "host", hanging->host);
    add_number (builder, "port", hanging->port);
    add_text (builder, "transport", hanging->transport);
    add_number (builder, "point_id", hanging->point_id);
    add_number (builder, "meter_id", hanging->meter_id);
    add_number (builder, "unit_id", hanging->unit_id);
    add_text (builder, "model", hanging->model);
    add_text (builder, "channels", hanging->channels);
    add_number (builder, "valid_from", hanging->valid_from);
    add_number (builder, "valid_to", hanging->valid_to);
    add_text (builder, "zone", hanging->zone);
    add_text (builder, "schedule", hanging->schedule);
    add_marks (self, hanging);
    json_builder_end_object (builder);
    g_hash_table_add (self->models, g_strdup (hanging->model));
}

static gboolean
add_schedules (Writer *self, TallyDb *db, GError **error)
{
    g_autoptr(GPtrArray) list = tally_collect_schedule_store_history (db, error);

    json_builder_set_member_name (self->builder, "schedules");
    json_builder_begin_array (self->builder);
    for (guint i = 0; list != NULL && i < list->len; i++) {
        const TallyCollectSchedule *schedule = g_ptr_array_index (list, i);

        json_builder_begin_object (self->builder);
        add_text (self->builder, "name", schedule->name);
        add_number (self->builder, "period_s", schedule->schedule.period_s);
        add_number (self->builder, "after_s", schedule->schedule.after_s);
        add_number (self->builder, "valid_from", schedule->valid_from);
        json_builder_end_object (self->builder);
    }
    json_builder_end_array (self->builder);
    return list != NULL;
}

/* A model without a map is the station's to report, as it is the server's own. */
static void
add_maps (Writer *self, const char *folder)
{
    g_autoptr(GList) models = g_list_sort (g_hash_table_get_keys (self->models),
                                            (GCompareFunc) strcmp);

    json_builder_set_member_name (self->builder, "maps");
    json_builder_begin_array (self->builder);
    for (GList *model = models; model != NULL; model = model->next) {
        g_autoptr(TallyRegisterMap) map = tally_register_map_load (folder, model->data, NULL);
        g_autofree char *file = map != NULL ? g_strconcat (map->name, ".json", NULL) : NULL;
        g_autofree char *path = map != NULL ? g_build_filename (folder, file, NULL) : NULL;
        g_autoptr(JsonParser) parser = json_parser_new ();

        if (path != NULL && json_parser_load_from_file (parser, path, NULL))
            json_builder_add_value (self->builder, json_parser_steal_root (parser));
    }
    json_builder_end_array (self->builder);
}

char *
tally_station_plan_write (TallyDb *db,
                          const char *station,
                          const TallyZone *zone,
                          int64_t now,
                          const char *folder,
                          GError **error)
{
    g_autoptr(JsonBuilder) builder = json_builder_new ();
    g_autoptr(TallyCollectMarks) marks = tally_collect_marks_new ();
    g_autoptr(GHashTable) models = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(JsonNode) root = NULL;
    Writer self = { builder, marks, models };

    json_builder_begin_object (builder);
    add_number (builder, "version", 1);
    add_text (builder, "station", station);
    add_text (builder, "time_zone", tally_zone_get_name (zone));
    if (!tally_collect_progress_store_load (db, marks, error) || !add_schedules (&self, db, error))
        return NULL;
    json_builder_set_member_name (builder, "meters");
    json_builder_begin_array (builder);
    if (!tally_collect_plan_store_of_station (db, station, now, add_hanging, &self, error))
        return NULL;
    json_builder_end_array (builder);
    add_maps (&self, folder);
    json_builder_end_object (builder);
    root = json_builder_get_root (builder);
    return json_to_string (root, FALSE);
}
