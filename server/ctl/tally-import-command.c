// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/collect/files/tally-csv-mapping.h"
#include "server/ctl/tally-collect-command.h"
#include "server/ctl/tally-command.h"
#include "server/ctl/tally-import-report.h"
#include "shared/error/tally-error.h"

#include <glib/gi18n.h>

typedef struct {
    char *database;
    char *format;
    char *mapping;
    TallyFileFormat as;
    TallyCsvMapping *mapped;
    gboolean is_lenient;
    gboolean is_dry_run;
    gboolean as_json;
    char **files;
} Options;

static void
options_clear (Options *options)
{
    g_free (options->database);
    g_free (options->format);
    g_free (options->mapping);
    g_clear_pointer (&options->mapped, tally_csv_mapping_free);
    g_strfreev (options->files);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* Reads one file and stores it, and tells what came of it. */
static gboolean
import_file (const Options *options,
             const char *path,
             TallyDb *db,
             JsonArray *reports,
             gboolean *is_refused,
             GError **error)
{
    const TallyFileHow how = { options->as, options->is_lenient, options->mapped };
    g_autoptr(TallyRawFile)
                   file = tally_raw_file_step (db, path, &how,
                                               options->is_dry_run ? NULL : g_get_user_name (),
                                               error);

    if (file == NULL)
        return FALSE;
    if (g_str_equal (tally_raw_file_state (file), "refused"))
        *is_refused = TRUE;
    if (options->as_json)
        json_array_add_element (reports, tally_raw_file_to_json (file));
    else
        tally_import_report_print (file);
    return TRUE;
}

static void
print_json (JsonArray *reports)
{
    g_autoptr(JsonObject) object = json_object_new ();
    g_autoptr(JsonNode) root = json_node_alloc ();
    g_autofree char *text = NULL;

    json_object_set_array_member (object, "files", json_array_ref (reports));
    json_node_init_object (root, object);
    text = json_to_string (root, TRUE);
    g_print ("%s\n", text);
}

static int
import_files (const Options *options)
{
    g_autoptr(JsonArray) reports = json_array_new ();
    g_autoptr(TallyDb) db = NULL;
    g_autoptr(GError) error = NULL;
    gboolean is_refused = FALSE;

    if (!options->is_dry_run || tally_command_database (options->database, NULL) != NULL) {
        db = tally_command_open (options->database, "tally_collector", &error);
        if (db == NULL)
            return tally_command_fail ("import", error);
    }
    for (char **path = options->files; *path != NULL; path++) {
        if (import_file (options, *path, db, reports, &is_refused, &error))
            continue;
        tally_command_fail ("import", error);
        g_clear_error (&error);
        is_refused = TRUE;
    }
    if (options->as_json)
        print_json (reports);
    return is_refused ? 1 : 0;
}

static gboolean
load_mapping (Options *options, GError **error)
{
    g_autofree char *json = NULL;
    gsize length;

    if (options->mapping == NULL)
        return TRUE;
    if (options->as != TALLY_FILE_AUTO && options->as != TALLY_FILE_CSV) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID, "--mapping is for CSV only");
        return FALSE;
    }
    if (!g_file_get_contents (options->mapping, &json, &length, error))
        return FALSE;
    options->mapped = tally_csv_mapping_parse (json, (gssize) length, error);
    if (options->mapped == NULL)
        g_prefix_error (error, "%s: ", options->mapping);
    return options->mapped != NULL;
}

int
tally_import_command (int argc, char **argv)
{
    g_auto(Options) options = { 0 };
    const GOptionEntry entries[] = {
        { "database", 0, 0, G_OPTION_ARG_STRING, &options.database, N_ ("The database"),
          "CONNINFO" },
        { "format", 0, 0, G_OPTION_ARG_STRING, &options.format,
          N_ ("How the files are written: auto, nem12, nem13, espi, mscons or csv"), "FORMAT" },
        { "mapping", 0, 0, G_OPTION_ARG_FILENAME, &options.mapping,
          N_ ("What the columns of another system's CSV mean"), "FILE" },
        { "lenient", 0, 0, G_OPTION_ARG_NONE, &options.is_lenient,
          N_ ("Forgive what can be forgiven, and say what"), NULL },
        { "dry-run", 0, 0, G_OPTION_ARG_NONE, &options.is_dry_run,
          N_ ("Only say what would be refused; points are looked up where a database is named"),
          NULL },
        { "json", 0, 0, G_OPTION_ARG_NONE, &options.as_json, N_ ("Print JSON"), NULL },
        { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options.files, NULL,
          N_ ("FILE…") },
        { NULL },
    };
    g_autoptr(GOptionContext) context = g_option_context_new (NULL);
    g_autoptr(GError) error = NULL;

    g_option_context_set_summary (context, _ ("Stores interval files, each whole or not at all."));
    g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
    if (!g_option_context_parse (context, &argc, &argv, &error))
        return tally_command_fail ("import", error);
    if (options.files == NULL) {
        g_set_error_literal (&error, TALLY_ERROR, TALLY_ERROR_INVALID, "no file is named");
        return tally_command_fail ("import", error);
    }
    if (options.format != NULL && !tally_file_format_find (options.format, &options.as)) {
        g_set_error (&error, TALLY_ERROR, TALLY_ERROR_INVALID, "--format: “%s” is not known",
                     options.format);
        return tally_command_fail ("import", error);
    }
    if (!load_mapping (&options, &error))
        return tally_command_fail ("import", error);
    return import_files (&options);
}
