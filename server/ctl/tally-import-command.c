// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/ctl/tally-collect-command.h"
#include "server/ctl/tally-command.h"
#include "server/ctl/tally-import-report.h"
#include "shared/error/tally-error.h"

#include <glib/gi18n.h>

typedef struct {
    char *database;
    char *format;
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
    g_strfreev (options->files);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static GMappedFile *
open_file (const char *path, GError **error)
{
    GMappedFile *file = g_mapped_file_new (path, FALSE, error);

    if (file == NULL || g_mapped_file_get_length (file) <= TALLY_FILE_MAX_BYTES)
        return file;
    g_mapped_file_unref (file);
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, "%s: is larger than %d MiB", path,
                 TALLY_FILE_MAX_BYTES >> 20);
    return NULL;
}

static gboolean
find_format (const Options *options,
             const char *path,
             GMappedFile *file,
             TallyFileFormat *format,
             GError **error)
{
    *format = TALLY_FILE_AUTO;
    if (options->format != NULL && !tally_file_format_find (options->format, format)) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, "--format: “%s” is not known",
                     options->format);
        return FALSE;
    }
    if (*format == TALLY_FILE_AUTO)
        *format = tally_file_detect (g_mapped_file_get_contents (file),
                                     g_mapped_file_get_length (file));
    if (*format != TALLY_FILE_AUTO)
        return TRUE;
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, "%s:1: neither NEM12 nor our CSV", path);
    return FALSE;
}

static void
add_digest (TallyCollectFile *file, TallyImportReport *report, GChecksum *sum)
{
    gsize size = sizeof file->sha256;

    g_checksum_update (sum, file->content, (gssize) file->length);
    report->sha256 = g_checksum_get_string (sum);
    for (size_t i = 0; i < size; i++)
        file->sha256[i] = (uint8_t) (g_ascii_xdigit_value (report->sha256[2 * i]) << 4
                                     | g_ascii_xdigit_value (report->sha256[2 * i + 1]));
}

/* Reads one file and stores it, and tells what came of it. */
static gboolean
import_file (const Options *options,
             const char *path,
             TallyDb *db,
             JsonBuilder *builder,
             gboolean *is_refused,
             GError **error)
{
    g_autoptr(GMappedFile) mapped = open_file (path, error);
    g_autoptr(TallyFileSummary) summary = tally_file_summary_new ();
    g_autoptr(GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
    g_autofree char *name = g_path_get_basename (path);
    TallyImportReport report = { .name = path, .is_dry_run = db == NULL, .summary = summary };
    TallyCollectFile file = { .name = name };
    TallyFileFormat format;

    if (mapped == NULL || !find_format (options, path, mapped, &format, error))
        return FALSE;
    file.content = (const uint8_t *) g_mapped_file_get_contents (mapped);
    file.length = g_mapped_file_get_length (mapped);
    file.format = report.format = tally_frame_source_name (tally_file_format_source (format));
    add_digest (&file, &report, sum);
    tally_file_summary_read (summary, format, (const char *) file.content, file.length,
                             options->is_lenient);
    file.n_intervals = tally_file_summary_n_intervals (summary);
    if (db != NULL
        && !tally_raw_import_step (db, &file, format, options->is_lenient, summary,
                                   &report.imported, error)) {
        g_prefix_error (error, "%s: ", path);
        return FALSE;
    }
    if (g_str_equal (tally_import_report_state (&report), "refused"))
        *is_refused = TRUE;
    if (options->as_json)
        tally_import_report_add_json (&report, builder);
    else
        tally_import_report_print (&report);
    return TRUE;
}

static void
print_json (JsonBuilder *builder)
{
    g_autoptr(JsonNode) root = NULL;
    g_autofree char *text = NULL;

    json_builder_end_array (builder);
    json_builder_end_object (builder);
    root = json_builder_get_root (builder);
    text = json_to_string (root, TRUE);
    g_print ("%s\n", text);
}

static int
import_files (const Options *options)
{
    g_autoptr(JsonBuilder) builder = json_builder_new ();
    g_autoptr(TallyDb) db = NULL;
    g_autoptr(GError) error = NULL;
    gboolean is_refused = FALSE;

    if (!options->is_dry_run) {
        db = tally_command_open (options->database, "tally_collector", &error);
        if (db == NULL)
            return tally_command_fail ("import", error);
    }
    json_builder_begin_object (builder);
    json_builder_set_member_name (builder, "files");
    json_builder_begin_array (builder);
    for (char **path = options->files; *path != NULL; path++) {
        if (import_file (options, *path, db, builder, &is_refused, &error))
            continue;
        tally_command_fail ("import", error);
        g_clear_error (&error);
        is_refused = TRUE;
    }
    if (options->as_json)
        print_json (builder);
    return is_refused ? 1 : 0;
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
        { "lenient", 0, 0, G_OPTION_ARG_NONE, &options.is_lenient,
          N_ ("Forgive what can be forgiven, and say what"), NULL },
        { "dry-run", 0, 0, G_OPTION_ARG_NONE, &options.is_dry_run,
          N_ ("Only read the files; no database"), NULL },
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
    return import_files (&options);
}
