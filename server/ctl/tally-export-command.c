// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/ctl/tally-export-command.h"

#include "server/ctl/tally-command.h"
#include "server/publish/export/tally-export.h"
#include "shared/error/tally-error.h"

#include <gio/gunixoutputstream.h>
#include <glib/gi18n.h>
#include <inttypes.h>
#include <unistd.h>

#define LOGIN "tally_settle"

typedef struct {
    char *database;
    char *what;
    char *format;
    char *from;
    char *to;
    char *district;
    char *sender;
    char *receiver;
    char **points;
    char **files;
} Options;

static void
options_clear (Options *options)
{
    g_free (options->database);
    g_free (options->what);
    g_free (options->format);
    g_free (options->from);
    g_free (options->to);
    g_free (options->district);
    g_free (options->sender);
    g_free (options->receiver);
    g_strfreev (options->points);
    g_strfreev (options->files);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
refuse (GError **error, const char *message)
{
    g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID, message);
    return FALSE;
}

static gboolean
read_options (Options *options, int *argc, char ***argv, GError **error)
{
    const GOptionEntry entries[] = {
        { "database", 0, 0, G_OPTION_ARG_STRING, &options->database, N_ ("The database"),
          "CONNINFO" },
        { "what", 'w', 0, G_OPTION_ARG_STRING, &options->what,
          N_ ("readings (default), balances or bills"), "WHAT" },
        { "format", 'f', 0, G_OPTION_ARG_STRING, &options->format,
          N_ ("csv (default) or xlsx; of readings nem12 or green-button, too"), "FORMAT" },
        { "from", 0, 0, G_OPTION_ARG_STRING, &options->from, N_ ("First local day"), "DAY" },
        { "to", 0, 0, G_OPTION_ARG_STRING, &options->to, N_ ("The day after the last"), "DAY" },
        { "district", 0, 0, G_OPTION_ARG_STRING, &options->district, N_ ("Only this district"),
          "N" },
        { "point", 'p', 0, G_OPTION_ARG_STRING_ARRAY, &options->points,
          N_ ("Only this point; may be said again"), "CODE" },
        { "sender", 0, 0, G_OPTION_ARG_STRING, &options->sender,
          N_ ("Who sends the file, for NEM12"), "NAME" },
        { "receiver", 0, 0, G_OPTION_ARG_STRING, &options->receiver,
          N_ ("Who gets the file, for NEM12"), "NAME" },
        { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->files, NULL,
          N_ ("FILE") },
        { NULL },
    };
    g_autoptr(GOptionContext) context = g_option_context_new (NULL);

    g_option_context_set_summary (
        context, _ ("Writes validated readings, balances or issued bills of some days for another "
                    "system. The file is there\nwhen it is whole; “-” is the standard output."));
    g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
    if (!g_option_context_parse (context, argc, argv, error))
        return FALSE;
    if (options->files == NULL || options->files[1] != NULL)
        return refuse (error, _ ("name one file"));
    return TRUE;
}

static gboolean
is_participant (const char *name)
{
    return name[0] != '\0' && strpbrk (name, ",\"\r\n") == NULL;
}

static gboolean
read_order (const Options *options, TallyExportOrder *order, GError **error)
{
    gint64 district;

    *order = (TallyExportOrder){
        .district_id = options->district,
        .codes = (const char *const *) options->points,
        .from = options->sender != NULL ? options->sender : "GRIDTALLY",
        .to = options->receiver != NULL ? options->receiver : "ANY",
        .sheet_path = options->files[0],
    };
    if (options->what != NULL && !tally_export_what_find (options->what, &order->what)) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                     _ ("--what %s: readings, balances or bills"), options->what);
        return FALSE;
    }
    if (options->format != NULL && !tally_export_format_find (options->format, &order->format)) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                     _ ("--format %s: csv, xlsx, nem12 or green-button"), options->format);
        return FALSE;
    }
    if (order->what != TALLY_EXPORT_READINGS
        && (options->points != NULL || order->format == TALLY_EXPORT_NEM12
            || order->format == TALLY_EXPORT_GREEN_BUTTON))
        return refuse (error, _ ("--point, nem12 and green-button are for readings"));
    if (order->format == TALLY_EXPORT_XLSX && g_str_equal (options->files[0], "-"))
        return refuse (error, _ ("a workbook needs a file, not the standard output"));
    if (options->district != NULL
        && !g_ascii_string_to_signed (options->district, 10, 0, G_MAXINT32, &district, NULL))
        return refuse (error, _ ("--district: is no number of a district"));
    if (!is_participant (order->from) || !is_participant (order->to))
        return refuse (error,
                       _ ("--sender and --receiver: a name has no comma, quote or line end"));
    return tally_command_days (options->from, options->to, &order->days, error);
}

static GOutputStream *
open_file (const char *path, GError **error)
{
    g_autoptr(GFile) file = NULL;

    if (g_str_equal (path, "-"))
        return g_unix_output_stream_new (STDOUT_FILENO, FALSE);
    file = g_file_new_for_commandline_arg (path);
    return G_OUTPUT_STREAM (g_file_replace (file, NULL, FALSE, G_FILE_CREATE_NONE, NULL, error));
}

/* It takes its name only when it is closed; what is not whole is thrown away. */
static gboolean
close_file (GOutputStream *stream, gboolean is_whole, GError **error)
{
    g_autoptr(GCancellable) cancelled = NULL;

    if (is_whole)
        return g_output_stream_close (stream, NULL, error);
    cancelled = g_cancellable_new ();
    g_cancellable_cancel (cancelled);
    g_output_stream_close (stream, cancelled, NULL);
    return FALSE;
}

static gboolean
run (const Options *options, TallyExported *exported, GError **error)
{
    TallyExportOrder order;
    g_autoptr(TallyDb) db = NULL;
    g_autoptr(GOutputStream) stream = NULL;

    if (!read_order (options, &order, error))
        return FALSE;
    db = tally_command_open (options->database, LOGIN, error);
    if (order.format == TALLY_EXPORT_XLSX)
        return db != NULL && tally_export (db, &order, NULL, exported, error);
    stream = db != NULL ? open_file (options->files[0], error) : NULL;
    if (stream == NULL)
        return FALSE;
    if (close_file (stream, tally_export (db, &order, stream, exported, error), error))
        return TRUE;
    if (error != NULL && *error != NULL && (*error)->domain == G_IO_ERROR)
        g_prefix_error (error, "%s: ", options->files[0]);
    return FALSE;
}

int
tally_export_command (int argc, char **argv)
{
    g_auto(Options) options = { 0 };
    TallyExported exported;
    g_autoptr(GError) error = NULL;

    if (!read_options (&options, &argc, &argv, &error) || !run (&options, &exported, &error))
        return tally_command_fail ("export", error);
    if (exported.n_rows > 0)
        g_printerr (_ ("%" PRId64 " rows\n"), exported.n_rows);
    else
        g_printerr (_ ("%" PRId64 " intervals of %" PRId64 " points\n"), exported.n_intervals,
                    exported.n_points);
    return 0;
}
