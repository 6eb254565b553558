// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/ctl/tally-market-command.h"

#include "server/ctl/tally-command.h"
#include "server/ref/tally-market-store.h"
#include "shared/error/tally-error.h"

#include <glib/gi18n.h>

typedef struct {
    char *database;
    char *admin;
    char *by;
    char *series;
    int district;
    gboolean as_json;
} Options;

static void
options_clear (Options *options)
{
    g_free (options->database);
    g_free (options->admin);
    g_free (options->by);
    g_free (options->series);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
check_whose (const Options *options, gboolean is_peaks, GError **error)
{
    if (is_peaks ? options->district >= 0 : options->series != NULL)
        return TRUE;
    g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                         is_peaks ? _ ("--district: whose system's peaks are these?")
                                  : _ ("--series: which prices are these?"));
    return FALSE;
}

static gboolean
add (TallyDb *db, const Options *options, gboolean is_peaks, const char *path, GError **error)
{
    g_autofree char *text = NULL;
    g_autofree char *source = g_path_get_basename (path);
    TallyMarketFile file = { .set_by = options->by, .source = source };
    size_t n_new;

    if (!check_whose (options, is_peaks, error) || !g_file_get_contents (path, &text, NULL, error))
        return FALSE;
    file.text = text;
    if (!(is_peaks ? tally_market_store_add_peaks (db, options->district, &file, &n_new, error)
                   : tally_market_store_add_prices (db, options->series, &file, &n_new, error))) {
        g_prefix_error (error, "%s: ", path);
        return FALSE;
    }
    if (options->as_json)
        g_print ("{\"new\":%zu}\n", n_new);
    else
        g_print (is_peaks ? _ ("New: peaks of %zu months\n") : _ ("New: %zu prices\n"), n_new);
    return TRUE;
}

static gboolean
print_list (TallyDb *db, const Options *options, gboolean is_peaks, GError **error)
{
    g_autofree char *list = is_peaks ? tally_market_store_list_peaks (db, options->district, error)
                                     : tally_market_store_list_prices (db, options->series, error);

    if (list != NULL)
        g_print ("%s", list);
    return list != NULL;
}

static gboolean
act (const Options *options, int argc, char **argv, GError **error)
{
    g_autoptr(TallyDb) db = NULL;
    gboolean is_peaks = argc > 1 && g_str_equal (argv[1], "peaks");

    if (argc < 2 || argc > 3 || (!is_peaks && !g_str_equal (argv[1], "prices"))) {
        g_set_error_literal (
            error, TALLY_ERROR, TALLY_ERROR_INVALID,
            _ ("say “peaks” or “prices” and a file, or no file to list what is stored"));
        return FALSE;
    }
    db = tally_command_open (options->database, options->admin, error);
    if (db == NULL || !tally_db_script (db, "SET ROLE tally_owner", error))
        return FALSE;
    return argc == 3 ? add (db, options, is_peaks, argv[2], error)
                     : print_list (db, options, is_peaks, error);
}

int
tally_market_command (int argc, char **argv)
{
    g_auto(Options) options = { .district = -1 };
    const GOptionEntry entries[] = {
        { "database", 0, 0, G_OPTION_ARG_STRING, &options.database, N_ ("The database"),
          "CONNINFO" },
        { "admin", 0, 0, G_OPTION_ARG_STRING, &options.admin,
          N_ ("Log in as this administrator of the database"), "ROLE" },
        { "district", 0, 0, G_OPTION_ARG_INT, &options.district,
          N_ ("The district whose system's peaks these are"), "NUMBER" },
        { "series", 0, 0, G_OPTION_ARG_STRING, &options.series,
          N_ ("The name of the prices, as tariffs name them"), "NAME" },
        { "by", 0, 0, G_OPTION_ARG_STRING, &options.by, N_ ("Who says so"), "LOGIN" },
        { "json", 0, 0, G_OPTION_ARG_NONE, &options.as_json, N_ ("Print JSON"), NULL },
        { NULL },
    };
    g_autoptr(GOptionContext) context = g_option_context_new (_ ("peaks|prices [FILE]"));
    g_autoptr(GError) error = NULL;

    g_option_context_set_summary (
        context,
        _ ("Stores when the system had its peaks, or the prices of a market, or lists what is "
           "stored. Versions are added, never changed."));
    g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
    if (!g_option_context_parse (context, &argc, &argv, &error)
        || !act (&options, argc, argv, &error))
        return tally_command_fail ("market", error);
    return 0;
}
