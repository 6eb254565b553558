// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/sim/meters/tally-meter-faults.h"

#include "shared/error/tally-error.h"

#include <json-glib/json-glib.h>

static const struct {
    const char *name;
    size_t offset;
    gboolean is_switch;
} fields[] = {
#define NUMBER(name)                                          \
    {                                                         \
#name, G_STRUCT_OFFSET(TallyMeterFaults, name), FALSE \
    }
#define SWITCH(name)                                         \
    {                                                        \
#name, G_STRUCT_OFFSET(TallyMeterFaults, name), TRUE \
    }
    SWITCH (is_dead),        NUMBER (delay_ms),       NUMBER (drop_ppm),    NUMBER (hang_up_ppm),
    NUMBER (exception_ppm),  NUMBER (exception),      NUMBER (garbage_ppm), NUMBER (wrong_unit_ppm),
    NUMBER (bit_flip_ppm),   SWITCH (swaps_words),    SWITCH (goes_back),   NUMBER (clock_offset_s),
    NUMBER (drift_ppm),      SWITCH (epoch_clock),    NUMBER (add_wh),      NUMBER (wrap_digits),
    NUMBER (stamp_offset_s), NUMBER (twist_register), NUMBER (twist_mask),  SWITCH (fixes_records),
    NUMBER (record_wh),
};

static gboolean
set_field (TallyMeterFaults *faults, JsonObject *object, const char *name, GError **error)
{
    for (size_t i = 0; i < G_N_ELEMENTS (fields); i++) {
        if (!g_str_equal (name, fields[i].name))
            continue;
        if (fields[i].is_switch)
            G_STRUCT_MEMBER (gboolean, faults,
                             fields[i].offset) = json_object_get_boolean_member (object, name);
        else
            G_STRUCT_MEMBER (int64_t, faults,
                             fields[i].offset) = json_object_get_int_member (object, name);
        return TRUE;
    }
    if (g_str_equal (name, "district_id") || g_str_equal (name, "gateway_id"))
        return TRUE;
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, "gateways: %s is not a field", name);
    return FALSE;
}

static gboolean
add_gateway (GHashTable *table,
             JsonObject *object,
             const TallyMeterFaults *fallback,
             GError **error)
{
    g_autoptr(GList) names = json_object_get_members (object);
    g_autofree TallyMeterFaults *faults = g_memdup2 (fallback, sizeof *fallback);

    for (GList *name = names; name != NULL; name = name->next) {
        if (!set_field (faults, object, name->data, error))
            return FALSE;
    }
    g_hash_table_insert (table,
                         g_strdup_printf ("%d/%d",
                                          (int) json_object_get_int_member (object, "district_id"),
                                          (int) json_object_get_int_member (object, "gateway_id")),
                         g_steal_pointer (&faults));
    return TRUE;
}

GHashTable *
tally_meter_faults_load (const char *path, const TallyMeterFaults *fallback, GError **error)
{
    g_autoptr(GHashTable) table = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
    g_autoptr(JsonParser) parser = json_parser_new ();
    JsonNode *root;
    JsonNode *list = NULL;

    if (path == NULL)
        return g_steal_pointer (&table);
    if (!json_parser_load_from_file (parser, path, error))
        return NULL;
    root = json_parser_get_root (parser);
    if (root != NULL && JSON_NODE_HOLDS_OBJECT (root))
        list = json_object_get_member (json_node_get_object (root), "gateways");
    if (list == NULL || !JSON_NODE_HOLDS_ARRAY (list)) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, "%s: gateways: is no list", path);
        return NULL;
    }
    for (guint i = 0; i < json_array_get_length (json_node_get_array (list)); i++) {
        JsonObject *object = json_array_get_object_element (json_node_get_array (list), i);

        if (!add_gateway (table, object, fallback, error)) {
            g_prefix_error (error, "%s: ", path);
            return NULL;
        }
    }
    return g_steal_pointer (&table);
}
