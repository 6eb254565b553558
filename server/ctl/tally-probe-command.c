// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/collect/modbus/tally-modbus-link.h"
#include "server/collect/tally-collect-probe.h"
#include "server/ctl/tally-collect-private.h"
#include "server/ctl/tally-command.h"
#include "shared/error/tally-error.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>

#define PATIENCE_MS 5000

typedef struct {
    char *host;
    char *transport;
    char *map;
    char *maps;
    int port;
    int unit_id;
    gboolean as_json;
} Options;

static void
options_clear (Options *options)
{
    g_free (options->host);
    g_free (options->transport);
    g_free (options->map);
    g_free (options->maps);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

typedef struct {
    gboolean as_json;
    JsonBuilder *builder;
    int n_good;
} Output;

/* Powers of ten from a unit to the one that its exponents count in. */
static int
power_of (const char *unit)
{
    static const struct {
        const char *unit;
        int power;
    } powers[] = { { "kWh", 3 },  { "MWh", 6 }, { "kvarh", 3 }, { "Mvarh", 6 }, { "kW", 3 },
                   { "kvar", 3 }, { "kVA", 3 }, { "V", 3 },     { "A", 3 },     { "Hz", 3 },
                   { "%", 3 },    { "deg", 3 }, { "", 3 } };

    for (size_t i = 0; i < G_N_ELEMENTS (powers); i++) {
        if (g_str_equal (unit, powers[i].unit))
            return powers[i].power;
    }
    return 0;
}

/* The register in its own unit, all its digits: @value counts 10^@exponent of the base unit. */
static char *
text_of (const TallyRegister *reg, int64_t value, int16_t exponent)
{
    int n_decimals = power_of (reg->unit) - exponent;
    g_autofree char *digits = g_strdup_printf ("%0*" G_GUINT64_FORMAT, MAX (n_decimals, 0) + 1,
                                               value < 0 ? -(uint64_t) value : (uint64_t) value);
    size_t n_whole = strlen (digits) - (size_t) MAX (n_decimals, 0);
    GString *text = g_string_new (value < 0 ? "-" : "");

    g_string_append_len (text, digits, (gssize) n_whole);
    for (int i = n_decimals; i < 0 && value != 0; i++)
        g_string_append_c (text, '0');
    if (n_decimals > 0)
        g_string_append_printf (text, ".%s", digits + n_whole);
    return g_string_free (text, FALSE);
}

static void
on_register_read (const TallyRegister *reg,
                  int64_t value,
                  int16_t exponent,
                  const GError *fault,
                  gpointer data)
{
    Output *output = data;
    g_autofree char *text = fault == NULL ? text_of (reg, value, exponent) : NULL;

    output->n_good += fault == NULL;
    if (!output->as_json) {
        g_print ("  %-22s %16s %s\n", reg->name, text != NULL ? text : fault->message, reg->unit);
        return;
    }
    json_builder_begin_object (output->builder);
    json_builder_set_member_name (output->builder, "name");
    json_builder_add_string_value (output->builder, reg->name);
    json_builder_set_member_name (output->builder, text != NULL ? "value" : "fault");
    json_builder_add_string_value (output->builder, text != NULL ? text : fault->message);
    json_builder_set_member_name (output->builder, "unit");
    json_builder_add_string_value (output->builder, reg->unit);
    json_builder_set_member_name (output->builder, "address");
    json_builder_add_int_value (output->builder, reg->address);
    json_builder_end_object (output->builder);
}

static gboolean
read_all (const Options *options, const TallyRegisterMap *map, Output *output, GError **error)
{
    const TallyMeterDriver *driver = tally_modbus_find_driver (options->transport);
    TallyMeterAddress address = { options->host, (uint16_t) options->port };
    TallyAttemptResult result;

    if (driver == NULL) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                     "--transport: “%s” is not tcp, rtu-over-tcp or rtu", options->transport);
        return FALSE;
    }
    result = tally_collect_probe_meter (driver, &address, PATIENCE_MS, options->unit_id, map,
                                        on_register_read, output, error);
    if (result == TALLY_ATTEMPT_OK && output->n_good == 0)
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_NOT_FOUND,
                             "the meter has none of the map's registers");
    return result == TALLY_ATTEMPT_OK && output->n_good > 0;
}

static int
probe (const Options *options)
{
    g_autofree char *folder = options->maps != NULL ? g_strdup (options->maps)
                                                    : tally_register_map_folder ();
    g_autoptr(JsonBuilder) builder = json_builder_new ();
    g_autoptr(JsonNode) root = NULL;
    g_autofree char *text = NULL;
    g_autoptr(GError) error = NULL;
    g_autofree char *name = g_ascii_strdown (options->map, -1);
    g_autoptr(TallyRegisterMap) map = tally_register_map_load (folder, name, &error);
    Output output = { options->as_json, builder, 0 };

    if (map == NULL)
        return tally_command_fail ("collect probe", error);
    json_builder_begin_object (builder);
    json_builder_set_member_name (builder, "map");
    json_builder_add_string_value (builder, map->name);
    json_builder_set_member_name (builder, "title");
    json_builder_add_string_value (builder, map->title);
    json_builder_set_member_name (builder, "unit_id");
    json_builder_add_int_value (builder, options->unit_id);
    json_builder_set_member_name (builder, "registers");
    json_builder_begin_array (builder);
    if (!read_all (options, map, &output, &error))
        return tally_command_fail ("collect probe", error);
    json_builder_end_array (builder);
    json_builder_end_object (builder);
    root = json_builder_get_root (builder);
    text = json_to_string (root, TRUE);
    if (options->as_json)
        g_print ("%s\n", text);
    return 0;
}

int
tally_collect_probe_command (int argc, char **argv)
{
    g_auto(Options) options = { .port = 502, .unit_id = 1 };
    const GOptionEntry entries[] = {
        { "host", 0, 0, G_OPTION_ARG_STRING, &options.host,
          N_ ("The gateway; of a serial line /dev/ttyS0,9600,8E1"), "HOST" },
        { "transport", 0, 0, G_OPTION_ARG_STRING, &options.transport,
          N_ ("tcp (as it is by default), rtu-over-tcp or rtu"), "WORD" },
        { "port", 0, 0, G_OPTION_ARG_INT, &options.port, N_ ("Its port"), "PORT" },
        { "unit", 0, 0, G_OPTION_ARG_INT, &options.unit_id, N_ ("The meter behind it"), "UNIT" },
        { "map", 0, 0, G_OPTION_ARG_STRING, &options.map, N_ ("Its register map"), "NAME" },
        { "maps", 0, 0, G_OPTION_ARG_FILENAME, &options.maps, N_ ("Folder of maps"), "DIR" },
        { "json", 0, 0, G_OPTION_ARG_NONE, &options.as_json, N_ ("Print JSON"), NULL },
        { NULL },
    };
    g_autoptr(GOptionContext) context = g_option_context_new (NULL);
    g_autoptr(GError) error = NULL;

    g_option_context_set_summary (context, _ ("Reads every register of one meter, once."));
    g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
    if (!g_option_context_parse (context, &argc, &argv, &error))
        return tally_command_fail ("collect probe", error);
    if (options.transport == NULL)
        options.transport = g_strdup ("tcp");
    if (options.host == NULL || options.map == NULL || options.port < 1 || options.port > 65535
        || options.unit_id < 1 || options.unit_id > 247) {
        g_set_error_literal (&error, TALLY_ERROR, TALLY_ERROR_INVALID,
                             "--host and --map are needed, --port 1 to 65535, --unit 1 to 247");
        return tally_command_fail ("collect probe", error);
    }
    return probe (&options);
}
