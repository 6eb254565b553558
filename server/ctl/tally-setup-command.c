// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/ctl/tally-setup-command.h"

#include "server/ctl/tally-command.h"
#include "server/ref/tally-ref-store.h"
#include "server/ref/tally-tariff-sound.h"
#include "shared/error/tally-error.h"
#include "shared/tariff/tally-tariff.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>

typedef struct {
    char *database;
    char *admin;
    char *utility;
    char **tariffs;
    char **calendars;
    char *drafted_by;
    char *signed_by;
    gboolean as_json;
} Options;

typedef struct {
    size_t n_rows;
    size_t n_tariffs;
    size_t n_holidays;
} Loaded;

static gboolean
load_utility (TallyDb *db, const char *path, Loaded *loaded, GError **error)
{
    g_autofree char *text = NULL;

    if (!g_file_get_contents (path, &text, NULL, error))
        return FALSE;
    if (!tally_ref_store_load_utility (db, text, &loaded->n_rows, error)) {
        g_prefix_error (error, "%s: ", path);
        return FALSE;
    }
    return TRUE;
}

static gboolean
load_tariff (TallyDb *db, const char *path, const Options *options, Loaded *loaded, GError **error)
{
    g_autofree char *text = NULL;
    g_autoptr(TallyTariff) tariff = NULL;
    char first[TALLY_DAY_TEXT];
    TallyRefTariff row = { .version = 1,
                           .drafted_by = options->drafted_by,
                           .signed_by = options->signed_by };
    gboolean is_new = FALSE;

    if (!g_file_get_contents (path, &text, NULL, error))
        return FALSE;
    tariff = tally_tariff_sound (text, error);
    if (tariff == NULL) {
        g_prefix_error (error, "%s: ", path);
        return FALSE;
    }
    row.code = tally_tariff_get_code (tariff);
    row.name = tally_tariff_get_name (tariff, "en");
    row.valid_from = tally_day_format (tally_tariff_get_valid (tariff).first, first);
    row.document = text;
    if (!tally_ref_store_add_tariff (db, &row, &is_new, error)) {
        g_prefix_error (error, "%s: ", path);
        return FALSE;
    }
    loaded->n_tariffs += is_new;
    return TRUE;
}

static char *
write_holidays (const TallyCalendar *calendar)
{
    g_autoptr(JsonBuilder) builder = json_builder_new ();
    g_autoptr(JsonNode) root = NULL;

    json_builder_begin_array (builder);
    for (size_t i = 0; i < tally_calendar_count (calendar); i++) {
        char text[TALLY_DAY_TEXT];
        const char *name;
        gboolean is_worked;
        TallyDay day;

        tally_calendar_get (calendar, i, &day, &name, &is_worked);
        json_builder_begin_object (builder);
        json_builder_set_member_name (builder, "day");
        json_builder_add_string_value (builder, tally_day_format (day, text));
        json_builder_set_member_name (builder, "name");
        json_builder_add_string_value (builder, name);
        json_builder_set_member_name (builder, "day_type");
        json_builder_add_string_value (builder, is_worked ? "workday" : "holiday");
        json_builder_end_object (builder);
    }
    json_builder_end_array (builder);
    root = json_builder_get_root (builder);
    return json_to_string (root, FALSE);
}

/* A calendar is known by its file's name: CN.json is "CN". */
static gboolean
load_calendar (TallyDb *db, const char *path, Loaded *loaded, GError **error)
{
    g_autofree char *text = NULL;
    g_autofree char *name = g_path_get_basename (path);
    g_autofree char *rows = NULL;
    g_autoptr(TallyCalendar) calendar = NULL;
    size_t n_new = 0;

    if (!g_file_get_contents (path, &text, NULL, error))
        return FALSE;
    calendar = tally_calendar_parse (text, -1, error);
    if (calendar == NULL) {
        g_prefix_error (error, "%s: ", path);
        return FALSE;
    }
    if (g_str_has_suffix (name, ".json"))
        name[strlen (name) - strlen (".json")] = '\0';
    rows = write_holidays (calendar);
    if (!tally_ref_store_add_holidays (db, name, rows, &n_new, error))
        return FALSE;
    loaded->n_holidays += n_new;
    return TRUE;
}

static gboolean
load_all (const Options *options, Loaded *loaded, GError **error)
{
    g_autoptr(TallyDb) db = tally_command_open (options->database, options->admin, error);

    if (db == NULL || !tally_db_script (db, "SET ROLE tally_owner", error))
        return FALSE;
    for (char **path = options->tariffs; path != NULL && *path != NULL; path++) {
        if (!load_tariff (db, *path, options, loaded, error))
            return FALSE;
    }
    for (char **path = options->calendars; path != NULL && *path != NULL; path++) {
        if (!load_calendar (db, *path, loaded, error))
            return FALSE;
    }
    return options->utility == NULL || load_utility (db, options->utility, loaded, error);
}

static void
options_clear (Options *options)
{
    g_free (options->database);
    g_free (options->admin);
    g_free (options->utility);
    g_strfreev (options->tariffs);
    g_strfreev (options->calendars);
    g_free (options->drafted_by);
    g_free (options->signed_by);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

int
tally_setup_command (int argc, char **argv)
{
    g_auto(Options) options = { 0 };
    Loaded loaded = { 0 };
    const GOptionEntry entries[] = {
        { "database", 0, 0, G_OPTION_ARG_STRING, &options.database, N_ ("The database"),
          "CONNINFO" },
        { "admin", 0, 0, G_OPTION_ARG_STRING, &options.admin,
          N_ ("Log in as this administrator of the database"), "ROLE" },
        { "utility", 0, 0, G_OPTION_ARG_FILENAME, &options.utility,
          N_ ("Master data as one JSON document"), "FILE" },
        { "tariff", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options.tariffs,
          N_ ("A tariff document; may be repeated"), "FILE" },
        { "calendar", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options.calendars,
          N_ ("A holiday calendar; may be repeated"), "FILE" },
        { "drafted-by", 0, 0, G_OPTION_ARG_STRING, &options.drafted_by,
          N_ ("Who drafted the tariffs"), "LOGIN" },
        { "signed-by", 0, 0, G_OPTION_ARG_STRING, &options.signed_by,
          N_ ("Who signed them: another person"), "LOGIN" },
        { "json", 0, 0, G_OPTION_ARG_NONE, &options.as_json, N_ ("Print JSON"), NULL },
        { NULL },
    };
    g_autoptr(GOptionContext) context = g_option_context_new (NULL);
    g_autoptr(GError) error = NULL;

    g_option_context_set_summary (context, _ ("Loads master data, tariffs and calendars."));
    g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
    if (!g_option_context_parse (context, &argc, &argv, &error))
        return tally_command_fail ("setup", error);
    if (options.tariffs != NULL && (options.drafted_by == NULL || options.signed_by == NULL)) {
        g_set_error_literal (&error, TALLY_ERROR, TALLY_ERROR_INVALID,
                             "--tariff needs --drafted-by and --signed-by");
        return tally_command_fail ("setup", error);
    }
    if (!load_all (&options, &loaded, &error))
        return tally_command_fail ("setup", error);

    if (options.as_json)
        g_print ("{\"rows\":%zu,\"tariffs\":%zu,\"holidays\":%zu}\n", loaded.n_rows,
                 loaded.n_tariffs, loaded.n_holidays);
    else
        g_print (_ ("New: %zu rows of master data, %zu tariffs, %zu holidays\n"), loaded.n_rows,
                 loaded.n_tariffs, loaded.n_holidays);
    return 0;
}
