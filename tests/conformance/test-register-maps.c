// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: for every meter that an independent project describes there is a map, and every register
 * of it has the address, the function and the kind of number that they found to be right; what is
 * left out is named here with its reason. */
#include "server/collect/tally-register-map.h"

#include <json-glib/json-glib.h>

/* Where the description contradicts itself or the maker's paper, nothing is claimed. */
static const struct {
    const char *meter;
    const char *registers; /* separated by blanks, and ended by one */
} left_out[] = {
    /* Two words were skipped behind L1: the paper has them 2 lower, and these would overlap. */
    { "semtr3y", "ReactiveSumL1 ReactiveSumL2 ReactiveSumL3 EnergyApparent EnergyApparentL1 "
                 "EnergyApparentL2 EnergyApparentL3 " },
    /* The same address as ReactiveExportT4. */
    { "orno3p", "ReactiveSumT3 " },
    /* Highest demand, not power. */
    { "dzg", "ImportPowerL1 ImportPowerL2 ImportPowerL3 ExportPowerL1 ExportPowerL2 "
             "ExportPowerL3 " },
};

/* They call integers "Uint" or "Int", floats "Ieee754"; "Swapped": the last word comes first. */
static const char *const their_types[] = {
    [TALLY_REGISTER_UINT16] = "RTUUint16ToFloat64",
    [TALLY_REGISTER_INT16] = "RTUInt16ToFloat64",
    [TALLY_REGISTER_UINT32] = "RTUUint32ToFloat64",
    [TALLY_REGISTER_INT32] = "RTUInt32ToFloat64",
    [TALLY_REGISTER_UINT64] = "RTUUint64ToFloat64",
    [TALLY_REGISTER_INT64] = "RTUInt64ToFloat64",
    [TALLY_REGISTER_FLOAT32] = "RTUIeee754ToFloat64",
    [TALLY_REGISTER_FLOAT64] = "RTUFloat64ToFloat64",
};

static const struct {
    const char *theirs;
    const char *ours;
} beginnings[] = { { "cosphi", "power_factor" }, { "sum", "import_export" } };

static JsonObject *cases; /* NULL: not here */
static GHashTable *maps;

static gboolean
is_left_out (const char *meter, const char *name)
{
    g_autofree char *word = g_strconcat (name, " ", NULL);

    for (size_t i = 0; i < G_N_ELEMENTS (left_out); i++) {
        const char *place = g_str_equal (meter, left_out[i].meter)
                                ? strstr (left_out[i].registers, word)
                                : NULL;

        if (place != NULL && (place == left_out[i].registers || place[-1] == ' '))
            return TRUE;
    }
    return FALSE;
}

/* "ReactiveImportL1" is called reactive_import_l1 here. */
static char *
own_name (const char *theirs)
{
    g_autoptr(GString) name = g_string_new (NULL);
    size_t n_thd = g_str_has_prefix (theirs, "THD") ? 3 : 0;

    g_string_append (name, n_thd > 0 ? "thd" : "");
    for (size_t i = n_thd; theirs[i] != '\0'; i++) {
        if (g_ascii_isupper (theirs[i]) && i > 0 && (i == n_thd || g_ascii_islower (theirs[i - 1])))
            g_string_append_c (name, '_');
        g_string_append_c (name, g_ascii_tolower (theirs[i]));
    }
    for (size_t i = 0; i < G_N_ELEMENTS (beginnings); i++) {
        if (g_str_has_prefix (name->str, beginnings[i].theirs)) {
            g_string_erase (name, 0, (gssize) strlen (beginnings[i].theirs));
            g_string_prepend (name, beginnings[i].ours);
        }
    }
    return g_strdup (name->str);
}

static gboolean
holds (JsonArray *list, const char *text)
{
    for (guint i = 0; i < json_array_get_length (list); i++) {
        if (g_str_equal (json_array_get_string_element (list, i), text))
            return TRUE;
    }
    return FALSE;
}

static gboolean
is_their_type (JsonArray *transforms, const TallyRegisterMap *map, TallyRegisterType type)
{
    g_autofree char *swapped = g_strconcat (their_types[type], "Swapped", NULL);

    if (map->order == TALLY_WORDS_BIG || tally_register_words (type) == 1)
        return holds (transforms, their_types[type]);
    /* One maker's floats of this order have a reader of their own. */
    return holds (transforms, swapped)
           || (type == TALLY_REGISTER_FLOAT32
               && holds (transforms, "RTUIeee754SolaredgeToFloat64"));
}

static void
test_map (gconstpointer data)
{
    const char *meter = data;
    JsonObject *expected = json_object_get_object_member (cases, meter);
    JsonObject *addresses = json_object_get_object_member (expected, "opcodes_decimal");
    g_autoptr(GList) names = json_object_get_members (addresses);
    const TallyRegisterMap *map = g_hash_table_lookup (maps, meter);

    g_assert_nonnull (map);
    g_assert_true (holds (json_object_get_array_member (expected, "function_codes"),
                          map->is_input ? "ReadInputReg" : "ReadHoldingReg"));
    for (GList *name = names; name != NULL; name = name->next) {
        g_autofree char *ours = own_name (name->data);
        const TallyRegister *reg = tally_register_map_find (map, ours);

        g_test_message ("%s %s", meter, ours);
        g_assert_true ((reg == NULL) == is_left_out (meter, name->data));
        if (reg == NULL)
            continue;
        g_assert_cmpint (reg->address + map->first_address, ==,
                         json_object_get_int_member (addresses, name->data));
        g_assert_true (
            is_their_type (json_object_get_array_member (expected, "transforms"), map, reg->type));
    }
    g_assert_nonnull (tally_register_map_find_channel (map, 1));
}

static void
add_all (void)
{
    g_autoptr(GList) meters = json_object_get_members (cases);

    g_assert_cmpint (g_list_length (meters), >=, 33);
    for (GList *meter = meters; meter != NULL; meter = meter->next) {
        g_autofree char *name = g_strconcat ("/register-maps/", meter->data, NULL);

        g_test_add_data_func (name, meter->data, test_map);
    }
}

static void
test_absent (void)
{
    g_test_skip ("the reference maps are not here (TALLY_CONFORMANCE)");
}

int
main (int argc, char **argv)
{
    const char *root = g_getenv ("TALLY_CONFORMANCE");
    g_autofree char *path = g_build_filename (root != NULL ? root : "", "modbus",
                                              "register_maps.json", NULL);
    g_autoptr(JsonParser) parser = json_parser_new ();
    g_autofree char *folder = NULL;
    g_autoptr(GError) error = NULL;
    int status;

    g_test_init (&argc, &argv, NULL);

    folder = g_test_build_filename (G_TEST_DIST, "..", "data", "meters", NULL);
    maps = tally_register_maps_load (folder, &error);
    g_assert_no_error (error);
    if (json_parser_load_from_file (parser, path, NULL)) {
        cases = json_node_get_object (json_parser_get_root (parser));
        add_all ();
    } else {
        g_test_add_func ("/register-maps/absent", test_absent);
    }
    status = g_test_run ();
    g_hash_table_unref (maps);
    return status;
}
