// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/ctl/tally-usual-command.h"

#include "server/ctl/tally-command.h"
#include "server/validate/tally-usual-step.h"
#include "server/validate/tally-usual-store.h"
#include "shared/error/tally-error.h"

#include <glib/gi18n.h>

#define LOGIN "tally_settle"
#define HEATING_C "15"
#define COOLING_C "22"

typedef struct {
    char *database;
    char *by;
    char *heating;
    char *cooling;
    int district;
    gboolean as_json;
} Options;

static void
options_clear (Options *options)
{
    g_free (options->database);
    g_free (options->by);
    g_free (options->heating);
    g_free (options->cooling);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
is_temperatures (char **argv)
{
    return g_str_equal (argv[1], "temperatures");
}

gboolean
tally_usual_command_names (int argc, char **argv)
{
    return argc > 1 && (is_temperatures (argv) || g_str_equal (argv[1], "profiles"));
}

static gboolean
read_limit (const char *option, const char *text, int32_t *tenths, GError **error)
{
    if (tally_temperature_parse (text, tenths, error))
        return TRUE;
    g_prefix_error (error, "%s: ", option);
    return FALSE;
}

static gboolean
set_temperatures (TallyDb *db,
                  const Options *options,
                  const TallyUsualFile *file,
                  size_t *n_new,
                  GError **error)
{
    int32_t heating_dc;
    int32_t cooling_dc;

    if (options->district < 1) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                             _ ("--district: which district's temperatures are these?"));
        return FALSE;
    }
    return read_limit ("--heating", options->heating != NULL ? options->heating : HEATING_C,
                       &heating_dc, error)
           && read_limit ("--cooling", options->cooling != NULL ? options->cooling : COOLING_C,
                          &cooling_dc, error)
           && tally_usual_step_set_temperatures (db, options->district, file, heating_dc,
                                                 cooling_dc, n_new, error);
}

static gboolean
add (TallyDb *db, const Options *options, char **argv, GError **error)
{
    g_autofree char *text = NULL;
    g_autofree char *source = g_path_get_basename (argv[2]);
    TallyUsualFile file = { .set_by = options->by, .source = source };
    size_t n_new;

    if (!g_file_get_contents (argv[2], &text, NULL, error))
        return FALSE;
    file.text = text;
    if (!(is_temperatures (argv) ? set_temperatures (db, options, &file, &n_new, error)
                                 : tally_usual_step_add_profiles (db, &file, &n_new, error))) {
        g_prefix_error (error, "%s: ", argv[2]);
        return FALSE;
    }
    if (options->as_json)
        g_print ("{\"new\":%zu}\n", n_new);
    else
        g_print (is_temperatures (argv) ? _ ("New: temperatures of %zu days\n")
                                        : _ ("New: %zu rows of profiles\n"),
                 n_new);
    return TRUE;
}

static gboolean
act (const Options *options, int argc, char **argv, GError **error)
{
    g_autoptr(TallyDb) db = NULL;
    g_autofree char *list = NULL;

    if (!tally_usual_command_names (argc, argv) || argc > 3) {
        g_set_error_literal (
            error, TALLY_ERROR, TALLY_ERROR_INVALID,
            _ ("say “temperatures” or “profiles” and a file, or no file to list what is stored"));
        return FALSE;
    }
    db = tally_command_open (options->database, LOGIN, error);
    if (db == NULL)
        return FALSE;
    if (argc == 3)
        return add (db, options, argv, error);
    list = tally_usual_store_list (db, is_temperatures (argv), options->district, error);
    if (list != NULL)
        g_print ("%s", list);
    return list != NULL;
}

int
tally_usual_command (int argc, char **argv)
{
    g_auto(Options) options = { .district = -1 };
    const GOptionEntry entries[] = {
        { "database", 0, 0, G_OPTION_ARG_STRING, &options.database, N_ ("The database"),
          "CONNINFO" },
        { "district", 0, 0, G_OPTION_ARG_INT, &options.district,
          N_ ("The district whose temperatures these are"), "NUMBER" },
        { "heating", 0, 0, G_OPTION_ARG_STRING, &options.heating,
          N_ ("Houses are heated below this mean of a day (15)"), "CELSIUS" },
        { "cooling", 0, 0, G_OPTION_ARG_STRING, &options.cooling,
          N_ ("Houses are cooled above this mean of a day (22)"), "CELSIUS" },
        { "by", 0, 0, G_OPTION_ARG_STRING, &options.by, N_ ("Who says so"), "LOGIN" },
        { "json", 0, 0, G_OPTION_ARG_NONE, &options.as_json, N_ ("Print JSON"), NULL },
        { NULL },
    };
    g_autoptr(GOptionContext) context = g_option_context_new (_ ("temperatures|profiles [FILE]"));
    g_autoptr(GError) error = NULL;

    g_option_context_set_summary (
        context, _ ("Stores what estimation takes for usual: temperatures of days, or the typical "
                    "profiles of kinds of points, or lists what is stored."));
    g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
    if (!g_option_context_parse (context, &argc, &argv, &error)
        || !act (&options, argc, argv, &error))
        return tally_command_fail ("validate", error);
    return 0;
}
