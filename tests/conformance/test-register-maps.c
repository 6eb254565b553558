// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: the maps of bought meters read the addresses, function and kinds of numbers that an
 * independent project found to be right. */
#include "server/collect/tally-register-map.h"

#include <json-glib/json-glib.h>

typedef struct {
    const char *own;
    const char *theirs;
} Pair;

static const Pair meters[] = { { "sdm630", "sdm" },
                               { "abb-b23", "abb" },
                               { "iem3000", "iem3000" } };

static const Pair registers[] = {
    { "import", "Import" },
    { "export", "Export" },
    { "reactive_import", "ReactiveImport" },
    { "reactive_export", "ReactiveExport" },
    { "import_l1", "ImportL1" },
    { "import_l2", "ImportL2" },
    { "import_l3", "ImportL3" },
    { "export_l1", "ExportL1" },
    { "export_l2", "ExportL2" },
    { "export_l3", "ExportL3" },
    { "voltage_l1", "VoltageL1" },
    { "voltage_l2", "VoltageL2" },
    { "voltage_l3", "VoltageL3" },
    { "current_l1", "CurrentL1" },
    { "current_l2", "CurrentL2" },
    { "current_l3", "CurrentL3" },
    { "power", "Power" },
    { "power_l1", "PowerL1" },
    { "power_l2", "PowerL2" },
    { "power_l3", "PowerL3" },
    { "apparent_power", "ApparentPower" },
    { "reactive_power", "ReactivePower" },
    { "power_factor", "Cosphi" },
    { "frequency", "Frequency" },
    { "import_export", "Sum" },
    { "reactive_sum", "ReactiveSum" },
};

static JsonObject *cases; /* NULL: not here */

/* mbmd names the integers it converts "Uint" or "Int", floats "Ieee754". */
static const char *const their_types[] = {
    [TALLY_REGISTER_UINT16] = "RTUUint16ToFloat64",   [TALLY_REGISTER_INT16] = "RTUInt16ToFloat64",
    [TALLY_REGISTER_UINT32] = "RTUUint32ToFloat64",   [TALLY_REGISTER_INT32] = "RTUInt32ToFloat64",
    [TALLY_REGISTER_UINT64] = "RTUUint64ToFloat64",   [TALLY_REGISTER_INT64] = "RTUInt64ToFloat64",
    [TALLY_REGISTER_FLOAT32] = "RTUIeee754ToFloat64",
};

static gboolean
holds (JsonArray *list, const char *text)
{
    for (guint i = 0; i < json_array_get_length (list); i++) {
        if (g_str_equal (json_array_get_string_element (list, i), text))
            return TRUE;
    }
    return FALSE;
}

static void
test_map (gconstpointer data)
{
    const Pair *meter = data;
    g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "..", "data", "meters", NULL);
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyRegisterMap) map = tally_register_map_load (folder, meter->own, &error);
    JsonObject *expected;
    JsonObject *addresses;
    int n_compared = 0;

    g_assert_no_error (error);
    if (cases == NULL) {
        g_test_skip ("the reference maps are not here (TALLY_CONFORMANCE)");
        return;
    }
    expected = json_object_get_object_member (cases, meter->theirs);
    addresses = json_object_get_object_member (expected, "opcodes_decimal");
    g_assert_true (holds (json_object_get_array_member (expected, "function_codes"),
                          map->is_input ? "ReadInputReg" : "ReadHoldingReg"));
    for (size_t i = 0; i < G_N_ELEMENTS (registers); i++) {
        const TallyRegister *reg = tally_register_map_find (map, registers[i].own);

        if (reg == NULL || !json_object_has_member (addresses, registers[i].theirs))
            continue;
        g_assert_cmpint (reg->address, ==,
                         json_object_get_int_member (addresses, registers[i].theirs));
        g_assert_true (
            holds (json_object_get_array_member (expected, "transforms"), their_types[reg->type]));
        n_compared++;
    }
    g_assert_cmpint (n_compared, >=, 12);
}

int
main (int argc, char **argv)
{
    const char *root = g_getenv ("TALLY_CONFORMANCE");
    g_autofree char *path = g_build_filename (root != NULL ? root : "", "modbus",
                                              "register_maps.json", NULL);
    g_autoptr(JsonParser) parser = json_parser_new ();

    g_test_init (&argc, &argv, NULL);

    if (json_parser_load_from_file (parser, path, NULL))
        cases = json_node_get_object (json_parser_get_root (parser));
    for (size_t i = 0; i < G_N_ELEMENTS (meters); i++) {
        g_autofree char *name = g_strconcat ("/register-maps/", meters[i].own, NULL);

        g_test_add_data_func (name, &meters[i], test_map);
    }

    return g_test_run ();
}
