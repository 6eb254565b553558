// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/ctl/tally-validate-command.h"

#include "server/ctl/tally-command.h"
#include "server/ctl/tally-usual-command.h"
#include "server/energy/tally-energy-step.h"
#include "shared/error/tally-error.h"

#include <glib/gi18n.h>
#include <inttypes.h>

typedef struct {
    char *database;
    char *from;
    char *to;
    int district;
    gboolean as_json;
} Options;

static void
options_clear (Options *options)
{
    g_free (options->database);
    g_free (options->from);
    g_free (options->to);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static void
on_progress (int64_t n_done, int64_t n_total, gpointer user_data)
{
    g_printerr ("\r%s %" G_GINT64_FORMAT "/%" G_GINT64_FORMAT " ", (const char *) user_data, n_done,
                n_total);
    if (n_done == n_total)
        g_printerr ("\n");
}

static gboolean
run (const Options *options,
     TallyValidateResult *validated,
     TallyEnergyResult *balanced,
     GError **error)
{
    const char *conninfo = tally_command_database (options->database, error);
    int64_t now = g_get_real_time () / G_USEC_PER_SEC;
    gboolean tells = !options->as_json;
    TallyValidateOrder validate = { .district_id = options->district,
                                    .now = now,
                                    .progress = tells ? on_progress : NULL,
                                    .progress_data = _ ("Validating districts") };
    TallyEnergyOrder balance = { .now = now,
                                 .is_full = TRUE,
                                 .progress = tells ? on_progress : NULL,
                                 .progress_data = _ ("Balancing days") };

    if (conninfo == NULL || !tally_command_days (options->from, options->to, &validate.days, error))
        return FALSE;
    balance.days = validate.days;
    return tally_validate_step_run (conninfo, &validate, validated, error)
           && tally_energy_step_run (conninfo, &balance, balanced, error);
}

/* A misspelt word must not start a run over all days. */
static gboolean
check_rest (int argc, char **argv, GError **error)
{
    if (argc < 2)
        return TRUE;
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, _ ("“%s” is not expected here"), argv[1]);
    return FALSE;
}

int
tally_validate_command (int argc, char **argv)
{
    g_auto(Options) options = { .district = -1 };
    const GOptionEntry entries[] = {
        { "database", 0, 0, G_OPTION_ARG_STRING, &options.database, N_ ("The database"),
          "CONNINFO" },
        { "from", 0, 0, G_OPTION_ARG_STRING, &options.from, N_ ("First local day"), "DAY" },
        { "to", 0, 0, G_OPTION_ARG_STRING, &options.to, N_ ("The day after the last"), "DAY" },
        { "district", 0, 0, G_OPTION_ARG_INT, &options.district, N_ ("Only this district"), "N" },
        { "json", 0, 0, G_OPTION_ARG_NONE, &options.as_json, N_ ("Print JSON"), NULL },
        { NULL },
    };
    g_autoptr(GOptionContext) context = g_option_context_new (_ ("[temperatures|profiles …]"));
    g_autoptr(GError) error = NULL;
    TallyValidateResult validated;
    TallyEnergyResult balanced;

    if (tally_usual_command_names (argc, argv))
        return tally_usual_command (argc, argv);
    g_option_context_set_summary (
        context, _ ("Checks and estimates the intervals of closed days, and balances every node."));
    g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
    if (!g_option_context_parse (context, &argc, &argv, &error) || !check_rest (argc, argv, &error)
        || !run (&options, &validated, &balanced, &error))
        return tally_command_fail ("validate", error);

    g_print (options.as_json ? "{\"days\":%" G_GINT64_FORMAT ",\"new_versions\":%" G_GINT64_FORMAT
                               ",\"exceptions\":%" G_GINT64_FORMAT ",\"balances\":%" G_GINT64_FORMAT
                               ",\"new_balances\":%" G_GINT64_FORMAT
                               ",\"left_days\":%" G_GINT64_FORMAT "}\n"
                             : _ ("%" PRId64 " days of channels, %" PRId64 " new versions, %" PRId64
                                  " exceptions; %" PRId64 " balances, %" PRId64 " new\n"),
             validated.n_days, validated.n_written, validated.n_exceptions, balanced.n_balances,
             balanced.n_written, validated.n_left);
    if (!options.as_json && validated.n_left > 0)
        g_print (_ ("%" PRId64 " days of districts are left as they are: their frames, or frames "
                    "they are seen with, are of a retired month\n"),
                 validated.n_left);
    return 0;
}
