// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/ctl/tally-price-options.h"

#include "shared/error/tally-error.h"

#include <glib/gi18n.h>

void
tally_price_options_clear (TallyPriceOptions *options)
{
    g_free (options->tariff_path);
    g_free (options->load_path);
    g_free (options->generation_path);
    g_free (options->reactive_path);
    g_free (options->prices_path);
    g_free (options->export_prices_path);
    g_free (options->peaks_path);
    g_free (options->past_path);
    g_free (options->calendar_path);
    g_free (options->start);
    g_free (options->time_zone);
    g_free (options->contracted_kw);
    g_free (options->contracted_kva);
    g_free (options->pictures);
}
static gboolean
refuse (GError **error, const char *message)
{
    g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID, message);
    return FALSE;
}

static void
add_files (GOptionContext *context, TallyPriceOptions *options)
{
    const GOptionEntry entries[] = {
        { "tariff", 't', 0, G_OPTION_ARG_FILENAME, &options->tariff_path,
          N_ ("Tariff document, or OpenEI URDB record"), N_ ("FILE") },
        { "load", 'l', 0, G_OPTION_ARG_FILENAME, &options->load_path,
          N_ ("CSV with a column “kw” or “kwh”, one line an interval"), N_ ("FILE") },
        { "generation", 'g', 0, G_OPTION_ARG_FILENAME, &options->generation_path,
          N_ ("Own generation, in the same form"), N_ ("FILE") },
        { "reactive", 'r', 0, G_OPTION_ARG_FILENAME, &options->reactive_path,
          N_ ("Reactive energy: CSV with a column “kvar” or “kvarh”"), N_ ("FILE") },
        { "prices", 'p', 0, G_OPTION_ARG_FILENAME, &options->prices_path,
          N_ ("Prices by interval: CSV with a column “price”, or “start,minutes,price”"),
          N_ ("FILE") },
        { "export-prices", 0, 0, G_OPTION_ARG_FILENAME, &options->export_prices_path,
          N_ ("Prices of delivered energy, in the same form"), N_ ("FILE") },
        { "peaks", 0, 0, G_OPTION_ARG_FILENAME, &options->peaks_path,
          N_ ("The system’s peaks: CSV “start,minutes”"), N_ ("FILE") },
        { "past", 0, 0, G_OPTION_ARG_FILENAME, &options->past_path,
          N_ ("What is brought along: JSON of the year to date, credits and earlier peaks"),
          N_ ("FILE") },
        { "meters", 0, 0, G_OPTION_ARG_INT, &options->meters,
          N_ ("Meters, for charges by meter (default 1)"), N_ ("N") },
        { "phases", 0, 0, G_OPTION_ARG_INT, &options->phases,
          N_ ("Phases, for charges by phase (default 1)"), N_ ("N") },
        { "calendar", 0, 0, G_OPTION_ARG_FILENAME, &options->calendar_path,
          N_ ("Calendar of holidays"), N_ ("FILE") },
        { NULL },
    };

    g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
}

static void
add_others (GOptionContext *context, TallyPriceOptions *options)
{
    const GOptionEntry entries[] = {
        { "start", 's', 0, G_OPTION_ARG_STRING, &options->start,
          N_ ("First day (default 2018-01-01)"), N_ ("DATE") },
        { "interval-minutes", 'i', 0, G_OPTION_ARG_INT, &options->interval_minutes,
          N_ ("Length of an interval (default: told from a full year)"), N_ ("N") },
        { "timezone", 'z', 0, G_OPTION_ARG_STRING, &options->time_zone,
          N_ ("Time zone (default: the tariff's, or UTC)"), N_ ("TZ") },
        { "contracted-kw", 0, 0, G_OPTION_ARG_STRING, &options->contracted_kw,
          N_ ("Contracted demand"), N_ ("KW") },
        { "contracted-kva", 0, 0, G_OPTION_ARG_STRING, &options->contracted_kva,
          N_ ("Transformer capacity"), N_ ("KVA") },
        { "by-capacity", 0, 0, G_OPTION_ARG_NONE, &options->by_capacity,
          N_ ("Charge capacity where the customer may choose"), NULL },
        { "no-history", 0, 0, G_OPTION_ARG_NONE, &options->no_history,
          N_ ("Ratchets: nothing is known of the year before"), NULL },
        { "explain", 'e', 0, G_OPTION_ARG_NONE, &options->explains,
          N_ ("Say of each line how it came about"), NULL },
        { "pictures", 0, 0, G_OPTION_ARG_FILENAME, &options->pictures,
          N_ ("Write a picture (SVG) of each line’s load curve into a folder"), N_ ("FOLDER") },
        { "json", 0, 0, G_OPTION_ARG_NONE, &options->is_json, N_ ("Print JSON"), NULL },
        { NULL },
    };

    g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
}

gboolean
tally_price_options_read (TallyPriceOptions *options, int *argc, char ***argv, GError **error)
{
    g_autoptr(GOptionContext) context = g_option_context_new (NULL);

    g_option_context_set_summary (
        context, _ ("Prices a load under a tariff, month by month, without a database.\n"
                    "A load of a full year is taken to have had a year like it before."));
    add_files (context, options);
    add_others (context, options);
    if (!g_option_context_parse (context, argc, argv, error))
        return FALSE;
    if (*argc > 1)
        return refuse (error, _ ("every file needs its option: --tariff, --load, --generation"));
    if (options->tariff_path == NULL || options->load_path == NULL)
        return refuse (error, _ ("--tariff FILE and --load FILE are needed"));
    if (options->meters < 1 || options->phases < 1)
        return refuse (error, _ ("--meters and --phases: at least 1"));
    return TRUE;
}
