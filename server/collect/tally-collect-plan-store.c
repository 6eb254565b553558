// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/collect/tally-collect-plan-store.h"

#include "server/collect/modbus/tally-modbus-link.h"
#include "shared/error/tally-error.h"

#include <json-glib/json-glib.h>

enum {
    COLUMN_DISTRICT,
    COLUMN_GATEWAY,
    COLUMN_NAME,
    COLUMN_HOST,
    COLUMN_PORT,
    COLUMN_TRANSPORT,
    COLUMN_POINT,
    COLUMN_METER,
    COLUMN_UNIT,
    COLUMN_MODEL,
    COLUMN_CHANNELS,
    COLUMN_SINCE,
    COLUMN_ZONE,
};

static int64_t
number (const PGresult *rows, int row, int column)
{
    return g_ascii_strtoll (PQgetvalue (rows, row, column), NULL, 10);
}

static TallyCollectGateway *
gateway_of (GPtrArray *plan, const PGresult *rows, int row, GError **error)
{
    TallyCollectGateway *last = plan->len > 0 ? g_ptr_array_index (plan, plan->len - 1) : NULL;
    int32_t district_id = (int32_t) number (rows, row, COLUMN_DISTRICT);
    int32_t gateway_id = (int32_t) number (rows, row, COLUMN_GATEWAY);
    const char *transport = PQgetvalue (rows, row, COLUMN_TRANSPORT);
    const TallyMeterDriver *driver = tally_modbus_find_driver (transport);
    TallyCollectGateway *gateway;

    if (last != NULL && last->district_id == district_id && last->gateway_id == gateway_id)
        return last;
    if (driver == NULL) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                     "gateway %d of district %d: no driver for transport %s", gateway_id,
                     district_id, transport);
        return NULL;
    }
    gateway = g_new0 (TallyCollectGateway, 1);
    gateway->district_id = district_id;
    gateway->gateway_id = gateway_id;
    gateway->name = g_strdup (PQgetvalue (rows, row, COLUMN_NAME));
    gateway->host = g_strdup (PQgetvalue (rows, row, COLUMN_HOST));
    gateway->port = (uint16_t) number (rows, row, COLUMN_PORT);
    gateway->driver = driver;
    gateway->meters = g_ptr_array_new_with_free_func (g_free);
    g_ptr_array_add (plan, gateway);
    return gateway;
}

static gboolean
add_meter (GPtrArray *plan,
           const PGresult *rows,
           int row,
           const TallyCollectWish *wish,
           GHashTable *maps,
           TallyCollectMarks *marks,
           GError **error)
{
    TallyCollectGateway *gateway = gateway_of (plan, rows, row, error);
    const TallyZone *zone = tally_zone_get (PQgetvalue (rows, row, COLUMN_ZONE), error);
    g_auto(GStrv) channels = g_strsplit (PQgetvalue (rows, row, COLUMN_CHANNELS), " ", -1);
    int64_t hangs_since = number (rows, row, COLUMN_SINCE);
    TallyCollectMeter *meter;

    if (gateway == NULL || zone == NULL)
        return FALSE;
    meter = g_new0 (TallyCollectMeter, 1);
    meter->district_id = gateway->district_id;
    meter->gateway_id = gateway->gateway_id;
    meter->point_id = number (rows, row, COLUMN_POINT);
    meter->meter_id = number (rows, row, COLUMN_METER);
    meter->unit_id = (int) number (rows, row, COLUMN_UNIT);
    meter->map = g_hash_table_lookup (maps, PQgetvalue (rows, row, COLUMN_MODEL));
    meter->zone = zone;
    for (size_t i = 0; channels[i] != NULL && i < TALLY_METER_MAX_CHANNELS; i++) {
        int16_t channel = (int16_t) g_ascii_strtoll (channels[i], NULL, 10);
        int64_t mark = tally_collect_marks_find (marks, meter->district_id, meter->meter_id,
                                                 channel);

        if (wish->again_from != 0)
            mark = MIN (mark, wish->again_from);
        meter->channels[i] = channel;
        meter->since[i] = MAX (mark, hangs_since);
        meter->n_channels++;
    }
    g_ptr_array_add (gateway->meters, meter);
    return TRUE;
}

static char *
list_of (const TallyCollectWish *wish)
{
    GString *list;

    if (wish->point_ids == NULL)
        return NULL;
    list = g_string_new ("{");
    for (size_t i = 0; i < wish->n_points; i++)
        g_string_append_printf (list, "%s%" G_GINT64_FORMAT, i > 0 ? "," : "", wish->point_ids[i]);
    g_string_append_c (list, '}');
    return g_string_free (list, FALSE);
}

GPtrArray *
tally_collect_plan_store_load (TallyDb *db,
                               const TallyCollectWish *wish,
                               int64_t now,
                               GHashTable *maps,
                               TallyCollectMarks *marks,
                               GError **error)
{
    g_autoptr(GPtrArray) plan = g_ptr_array_new_with_free_func (
        (GDestroyNotify) tally_collect_gateway_free);
    g_autofree char *at = g_strdup_printf ("%" G_GINT64_FORMAT, now);
    g_autofree char *points = list_of (wish);
    g_autofree char *district = points != NULL ? g_strdup_printf ("%d", wish->district_id) : NULL;
    g_autofree char *schedule = wish->schedule != NULL ? g_strdup_printf ("{%s}", wish->schedule)
                                                       : NULL;
    const char *values[] = { at, district, points, schedule };
    g_autoptr(PGresult)
                   rows = tally_db_run (db, "collect/plan", G_N_ELEMENTS (values), values, error);

    if (rows == NULL)
        return NULL;
    for (int i = 0; i < PQntuples (rows); i++) {
        if (!add_meter (plan, rows, i, wish, maps, marks, error))
            return NULL;
    }
    return g_steal_pointer (&plan);
}

static void
add_number (JsonBuilder *builder, const char *name, int64_t value)
{
    json_builder_set_member_name (builder, name);
    json_builder_add_int_value (builder, value);
}

static void
add_attempt (JsonBuilder *builder, const TallyCollectAttempt *attempt)
{
    json_builder_begin_object (builder);
    add_number (builder, "district_id", attempt->district_id);
    add_number (builder, "meter_id", attempt->meter_id);
    add_number (builder, "asked_at_us", attempt->asked_at_us);
    add_number (builder, "day", attempt->day);
    add_number (builder, "point_id", attempt->point_id);
    add_number (builder, "gateway_id", attempt->gateway_id);
    if (attempt->answered_at_us != 0)
        add_number (builder, "answered_at_us", attempt->answered_at_us);
    add_number (builder, "tries", attempt->tries);
    json_builder_set_member_name (builder, "result");
    json_builder_add_string_value (builder, tally_attempt_result_name (attempt->result));
    json_builder_set_member_name (builder, "reason");
    json_builder_add_string_value (builder, attempt->reason);
    if (attempt->has_clock)
        add_number (builder, "clock_offset_ms", attempt->clock_offset_ms);
    add_number (builder, "n_values", attempt->n_values);
    json_builder_end_object (builder);
}

gboolean
tally_collect_plan_store_add_attempts (TallyDb *db, const TallyCollectBatch *batch, GError **error)
{
    g_autoptr(JsonBuilder) builder = json_builder_new ();
    g_autoptr(JsonNode) root = NULL;
    g_autofree char *rows = NULL;
    g_autoptr(GString) id = g_string_new (NULL);
    g_autoptr(PGresult) added = NULL;
    const char *values[2];
    size_t n;
    const TallyCollectAttempt *attempts = tally_collect_batch_get_attempts (batch, &n);

    json_builder_begin_array (builder);
    for (size_t i = 0; i < n; i++)
        add_attempt (builder, &attempts[i]);
    json_builder_end_array (builder);
    root = json_builder_get_root (builder);
    rows = json_to_string (root, FALSE);
    for (size_t i = 0; i < TALLY_BATCH_ID_BYTES; i++)
        g_string_append_printf (id, "%02x", tally_collect_batch_get_id (batch)[i]);
    values[0] = rows;
    values[1] = id->str;
    added = tally_db_run (db, "collect/add-attempts", G_N_ELEMENTS (values), values, error);
    return added != NULL;
}
