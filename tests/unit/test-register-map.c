// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: the register maps that are shipped load, and a slip in a map is refused by its field. */
#include "server/collect/tally-register-map.h"
#include "shared/error/tally-error.h"

#define GOOD                                                                        \
    "{\"name\":\"m\",\"title\":\"M\",\"space\":\"holding\",\"word_order\":\"big\"," \
    "\"max_words\":100,\"registers\":[{\"name\":\"import\",\"channel\":\"A+\","     \
    "\"address\":72,\"type\":\"uint32\",\"unit\":\"kWh\",\"scale\":-2}],"           \
    "\"clock\":{\"address\":4,\"type\":\"uint32\"}}"

static void
test_shipped (void)
{
    static const char *const names[] = { "sdm630", "abb-b23", "iem3000", "generic-profile" };
    g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "..", "data", "meters", NULL);
    g_autoptr(GError) error = NULL;
    g_autoptr(GHashTable) maps = tally_register_maps_load (folder, &error);

    g_assert_no_error (error);
    g_assert_cmpint (g_hash_table_size (maps), >=, 36);
    g_assert_true (g_hash_table_lookup (maps, "sdm") == g_hash_table_lookup (maps, "sdm630"));
    for (size_t i = 0; i < G_N_ELEMENTS (names); i++) {
        const TallyRegisterMap *map = g_hash_table_lookup (maps, names[i]);

        g_assert_nonnull (map);
        for (int16_t channel = 1; channel <= 4; channel++)
            g_assert_nonnull (tally_register_map_find_channel (map, channel));
    }
    g_assert_true (
        ((TallyRegisterMap *) g_hash_table_lookup (maps, "generic-profile"))->has_profile);
}

static void
test_sunspec (void)
{
    g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "..", "data", "meters", NULL);
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyRegisterMap) map = tally_register_map_load (folder, "sunspec", &error);

    g_assert_no_error (error);
    g_assert_cmpint (map->registers->len, ==, 0);
    g_assert_cmpint (map->layouts->len, ==, 2);
    g_assert_cmpint (g_array_index (map->layouts, TallyModelLayout, 1).last_model, ==, 214);
}

#define MODELS                                                                      \
    "{\"name\":\"m\",\"title\":\"M\",\"space\":\"holding\",\"word_order\":\"big\"," \
    "\"max_words\":100,\"models\":[{\"first\":201,\"last\":204,\"registers\":["     \
    "{\"name\":\"import\",\"address\":46,\"type\":\"uint32\",\"unit\":\"Wh\","      \
    "\"scale_at\":54,\"plus_at\":58}]}]}"

static void
test_scale (void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyRegisterMap) map = tally_register_map_parse (GOOD, -1, &error);

    g_assert_no_error (error);
    /* Hundredths of a kWh: a count is 10^1 Wh. */
    g_assert_cmpint (tally_register_map_find (map, "import")->exponent, ==, 1);
    g_assert_true (map->has_clock);
    g_assert_false (map->has_profile);
}

typedef struct {
    const char *name;
    const char *type;
    const char *unit;
    int scale;
    int power;        /* a float is multiplied by 10^this … */
    int16_t exponent; /* … and counts 10^this of Wh, W, mV, mA */
} ScaleCase;

static const ScaleCase scale_cases[] = {
    { "kwh", "float32", "kWh", 0, 3, 0 },       { "tenth-volt", "float32", "V", -1, 2, 0 },
    { "thousandth", "float32", "A", -3, 0, 0 }, { "tenth-watt", "float32", "W", -1, 0, -1 },
    { "mega", "float64", "MWh", 3, 9, 0 },      { "beyond", "float64", "MWh", 5, 9, 2 },
    { "whole", "uint32", "V", -1, 0, 2 },       { "hundreds", "int16", "W", 2, 0, 2 },
};

static void
test_scale_case (gconstpointer data)
{
    const ScaleCase *c = data;
    g_autofree char *json = g_strdup_printf ("{\"name\":\"m\",\"title\":\"M\",\"space\":\"input\","
                                             "\"word_order\":\"big\",\"max_words\":100,"
                                             "\"registers\":[{\"name\":\"x\",\"address\":1,"
                                             "\"type\":\"%s\",\"unit\":\"%s\",\"scale\":%d}]}",
                                             c->type, c->unit, c->scale);
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyRegisterMap) map = tally_register_map_parse (json, -1, &error);

    g_assert_no_error (error);
    g_assert_cmpint (tally_register_map_find (map, "x")->power, ==, c->power);
    g_assert_cmpint (tally_register_map_find (map, "x")->exponent, ==, c->exponent);
}

typedef struct {
    const char *name;
    const char *from;
    const char *to;
    const char *message;
} Slip;

static const Slip slips[] = {
    { "unknown-field", "\"title\"", "\"titel\"", "title: is missing" },
    { "surplus-field", "\"max_words\"", "\"more\":1,\"max_words\"", "more: is not a field" },
    { "space", "holding", "coil", "space: " },
    { "order", "\"big\"", "\"middle\"", "word_order: " },
    { "max-words", "100", "126", "max_words: is out of bounds" },
    { "address", "72", "65535", "registers[0]: address: is out of bounds" },
    { "address-text", ":72", ":\"72\"", "registers[0]: address: " },
    { "type", "\"uint32\",\"unit\"", "\"uint24\",\"unit\"", "registers[0]: type: " },
    { "unit", "kWh", "kwh", "registers[0]: unit: " },
    { "channel", "A+", "A*", "registers[0]: channel: " },
    { "scale", "-2", "-20", "registers[0]: scale: is out of bounds" },
    { "also", "\"space\"", "\"also\":[7],\"space\"", "also: " },
    { "also-none", "\"space\"", "\"also\":[],\"space\"", "also: " },
    { "first-address", "\"space\"", "\"first_address\":2,\"space\"", "first_address: is out" },
    { "before-first",
      "\"space\":\"holding\",\"word_order\":\"big\",\"max_words\":100,"
      "\"registers\":[{\"name\":\"import\",\"channel\":\"A+\",\"address\":72",
      "\"space\":\"holding\",\"word_order\":\"big\",\"max_words\":100,\"first_address\":1,"
      "\"registers\":[{\"name\":\"import\",\"channel\":\"A+\",\"address\":0",
      "import: has" },
    { "clock", "\"address\":4,", "", "clock: address: is missing" },
    { "clock-list", "\"address\":4,", "\"address\":4,\"writable\":[],",
      "clock: writable: is neither" },
    { "clock-word", "\"address\":4,", "\"address\":4,\"writable\":1,",
      "clock: writable: is neither" },
    { "cut-off", "}}", "}", "document: " },
};

static const Slip model_slips[] = {
    { "models-surplus", "\"models\"", "\"clock\":{},\"models\"", "models: stands alone" },
    { "models-order", "\"last\":204", "\"last\":200", "models[0]: last: is out of bounds" },
    { "models-beyond", "\"address\":46", "\"address\":99", "models[0]: import: is beyond" },
    { "models-scale", "\"scale_at\":54", "\"scale_at\":100", "models[0]: import: is beyond" },
    { "models-plus", "\"plus_at\":58", "\"plus_at\":-1",
      "models[0]: registers[0]: plus_at: is out" },
    { "models-float", "uint32", "float32", "models[0]: registers[0]: scale_at: belongs" },
};

static void
test_slip (gconstpointer data)
{
    const Slip *slip = data;
    gboolean is_model = g_str_has_prefix (slip->name, "models");
    g_autoptr(GString) json = g_string_new (is_model ? MODELS : GOOD);
    g_autoptr(GError) error = NULL;

    g_assert_cmpint (g_string_replace (json, slip->from, slip->to, 1), ==, 1);
    g_assert_null (tally_register_map_parse (json->str, -1, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
    g_assert_true (g_str_has_prefix (error->message, slip->message));
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    g_test_add_func ("/collect/map/shipped", test_shipped);
    g_test_add_func ("/collect/map/scale", test_scale);
    g_test_add_func ("/collect/map/sunspec", test_sunspec);
    for (size_t i = 0; i < G_N_ELEMENTS (scale_cases); i++) {
        g_autofree char *path = g_strconcat ("/collect/map/scale/", scale_cases[i].name, NULL);

        g_test_add_data_func (path, &scale_cases[i], test_scale_case);
    }
    for (size_t i = 0; i < G_N_ELEMENTS (model_slips); i++) {
        g_autofree char *path = g_strconcat ("/collect/map/slip/", model_slips[i].name, NULL);

        g_test_add_data_func (path, &model_slips[i], test_slip);
    }
    for (size_t i = 0; i < G_N_ELEMENTS (slips); i++) {
        g_autofree char *path = g_strconcat ("/collect/map/slip/", slips[i].name, NULL);

        g_test_add_data_func (path, &slips[i], test_slip);
    }

    return g_test_run ();
}
