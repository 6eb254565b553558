// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/collect/tally-collect-station-store.h"
#include "server/ctl/tally-collect-private.h"
#include "server/ctl/tally-command.h"
#include "shared/error/tally-error.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>

#define COMMAND "collect station"
#define LOGIN "tally_settle"

typedef struct {
    char *database;
    char *gateways;
    gboolean as_json;
} Options;

static void
options_clear (Options *options)
{
    g_free (options->database);
    g_free (options->gateways);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
add (TallyDb *db, const char *name, const Options *options, GError **error)
{
    g_autofree char *token = NULL;

    if (options->gateways == NULL) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                             _ ("--gateways: district:gateway,… is expected"));
        return FALSE;
    }
    if (!tally_collect_station_store_add (db, name, options->gateways, g_get_user_name (), &token,
                                          error))
        return FALSE;
    /* The token is shown this once; only its digest is kept. */
    g_print ("%s\n", token);
    return TRUE;
}

static char *
text_of (int64_t at)
{
    g_autoptr(GDateTime) time = at != 0 ? g_date_time_new_from_unix_utc (at) : NULL;

    return time != NULL ? g_date_time_format (time, "%FT%TZ") : g_strdup ("-");
}

static void
add_json (JsonBuilder *builder, const TallyCollectStation *station, const char *seen)
{
    g_autofree char *made = text_of (station->made_at);
    g_autofree char *revoked = text_of (station->revoked_at);
    JsonNode *report = json_from_string (station->report, NULL);

    json_builder_begin_object (builder);
    json_builder_set_member_name (builder, "station");
    json_builder_add_string_value (builder, station->name);
    json_builder_set_member_name (builder, "gateways");
    json_builder_add_string_value (builder, station->gateways);
    json_builder_set_member_name (builder, "made_by");
    json_builder_add_string_value (builder, station->made_by);
    json_builder_set_member_name (builder, "made_at");
    json_builder_add_string_value (builder, made);
    json_builder_set_member_name (builder, "revoked_at");
    json_builder_add_string_value (builder, revoked);
    json_builder_set_member_name (builder, "seen_at");
    json_builder_add_string_value (builder, seen);
    json_builder_set_member_name (builder, "report");
    json_builder_add_value (builder, report != NULL ? report : json_node_new (JSON_NODE_NULL));
    json_builder_end_object (builder);
}

static gboolean
list (TallyDb *db, const Options *options, GError **error)
{
    g_autoptr(GPtrArray) stations = tally_collect_station_store_list (db, error);
    g_autoptr(JsonBuilder) builder = json_builder_new ();
    g_autoptr(JsonNode) root = NULL;
    g_autofree char *text = NULL;

    json_builder_begin_array (builder);
    for (guint i = 0; stations != NULL && i < stations->len; i++) {
        const TallyCollectStation *station = g_ptr_array_index (stations, i);
        g_autofree char *seen = text_of (station->seen_at);

        add_json (builder, station, seen);
        if (!options->as_json)
            g_print (_ ("%s: gateways %s, last seen %s%s\n"), station->name, station->gateways,
                     seen, station->revoked_at != 0 ? _ (", revoked") : "");
    }
    json_builder_end_array (builder);
    root = json_builder_get_root (builder);
    text = json_to_string (root, TRUE);
    if (options->as_json && stations != NULL)
        g_print ("%s\n", text);
    return stations != NULL;
}

static gboolean
run (int argc, char **argv, const Options *options, GError **error)
{
    gboolean is_add = argc == 3 && g_str_equal (argv[1], "add");
    gboolean is_revoke = argc == 3 && g_str_equal (argv[1], "revoke");
    gboolean is_list = argc == 2 && g_str_equal (argv[1], "list");
    g_autoptr(TallyDb) db = NULL;

    if (!is_add && !is_revoke && !is_list) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                             _ ("“add NAME”, “revoke NAME” or “list” is expected"));
        return FALSE;
    }
    db = tally_command_open (options->database, LOGIN, error);
    if (db == NULL)
        return FALSE;
    if (is_list)
        return list (db, options, error);
    return is_add ? add (db, argv[2], options, error)
                  : tally_collect_station_store_revoke (db, argv[2], error);
}

int
tally_collect_station_command (int argc, char **argv)
{
    g_auto(Options) options = { 0 };
    const GOptionEntry entries[] = {
        { "database", 0, 0, G_OPTION_ARG_STRING, &options.database, N_ ("The database"),
          "CONNINFO" },
        { "gateways", 0, 0, G_OPTION_ARG_STRING, &options.gateways,
          N_ ("What it alone reads, as district:gateway,… (add)"), "LIST" },
        { "json", 0, 0, G_OPTION_ARG_NONE, &options.as_json, N_ ("Print JSON"), NULL },
        { NULL },
    };
    g_autoptr(GOptionContext) context = g_option_context_new ("add NAME | revoke NAME | list");
    g_autoptr(GError) error = NULL;

    g_option_context_set_summary (context, _ ("Collection workstations. Adding one prints its "
                                              "token, once."));
    g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
    if (!g_option_context_parse (context, &argc, &argv, &error)
        || !run (argc, argv, &options, &error))
        return tally_command_fail (COMMAND, error);
    return 0;
}
