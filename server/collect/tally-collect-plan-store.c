// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/collect/tally-collect-plan-store.h"

#include <json-glib/json-glib.h>

#define AHEAD_S (62 * 86400) /* how far a station that has no server knows of exchanges */

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
    COLUMN_FROM,
    COLUMN_TO,
    COLUMN_ZONE,
    COLUMN_SCHEDULE,
};

static int64_t
number (const PGresult *rows, int row, int column)
{
    return g_ascii_strtoll (PQgetvalue (rows, row, column), NULL, 10);
}

static TallyCollectHanging
hanging_of (const PGresult *rows, int row)
{
    return (TallyCollectHanging){
        .district_id = (int32_t) number (rows, row, COLUMN_DISTRICT),
        .gateway_id = (int32_t) number (rows, row, COLUMN_GATEWAY),
        .gateway_name = PQgetvalue (rows, row, COLUMN_NAME),
        .host = PQgetvalue (rows, row, COLUMN_HOST),
        .port = (uint16_t) number (rows, row, COLUMN_PORT),
        .transport = PQgetvalue (rows, row, COLUMN_TRANSPORT),
        .point_id = number (rows, row, COLUMN_POINT),
        .meter_id = number (rows, row, COLUMN_METER),
        .unit_id = (int) number (rows, row, COLUMN_UNIT),
        .model = PQgetvalue (rows, row, COLUMN_MODEL),
        .channels = PQgetvalue (rows, row, COLUMN_CHANNELS),
        .valid_from = number (rows, row, COLUMN_FROM),
        .valid_to = number (rows, row, COLUMN_TO),
        .zone = PQgetvalue (rows, row, COLUMN_ZONE),
        .schedule = PQgetvalue (rows, row, COLUMN_SCHEDULE),
    };
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

static PGresult *
ask (TallyDb *db,
     const TallyCollectWish *wish,
     const char *station,
     int64_t from,
     int64_t to,
     GError **error)
{
    g_autofree char *at = g_strdup_printf ("%" G_GINT64_FORMAT, from);
    g_autofree char *until = g_strdup_printf ("%" G_GINT64_FORMAT, to);
    g_autofree char *points = list_of (wish);
    g_autofree char *district = points != NULL ? g_strdup_printf ("%d", wish->district_id) : NULL;
    g_autofree char *schedule = wish->schedule != NULL ? g_strdup_printf ("{%s}", wish->schedule)
                                                       : NULL;
    const char *values[] = { at, district, points, schedule, station, until };

    return tally_db_run (db, "collect/plan", G_N_ELEMENTS (values), values, error);
}

GPtrArray *
tally_collect_plan_store_load (TallyDb *db,
                               const TallyCollectWish *wish,
                               int64_t now,
                               GHashTable *maps,
                               TallyCollectMarks *marks,
                               GError **error)
{
    g_autoptr(GPtrArray) plan = tally_collect_plan_new ();
    g_autoptr(PGresult) rows = ask (db, wish, "", now, now, error);

    if (rows == NULL)
        return NULL;
    for (int i = 0; i < PQntuples (rows); i++) {
        TallyCollectHanging hanging = hanging_of (rows, i);

        if (!tally_collect_plan_add (plan, &hanging, wish, maps, marks, error))
            return NULL;
    }
    return g_steal_pointer (&plan);
}

gboolean
tally_collect_plan_store_of_station (TallyDb *db,
                                     const char *station,
                                     int64_t now,
                                     TallyCollectHangingFunc func,
                                     gpointer user_data,
                                     GError **error)
{
    TallyCollectWish wish = { 0 };
    g_autoptr(PGresult) rows = ask (db, &wish, station, now, now + AHEAD_S, error);

    for (int i = 0; rows != NULL && i < PQntuples (rows); i++) {
        TallyCollectHanging hanging = hanging_of (rows, i);

        func (&hanging, user_data);
    }
    return rows != NULL;
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

gboolean
tally_collect_plan_store_tell (TallyDb *db, GError **error)
{
    static const char *const stored = "stored";
    g_autoptr(PGresult) told = tally_db_run (db, "collect/notify", 1, &stored, error);

    return told != NULL;
}
