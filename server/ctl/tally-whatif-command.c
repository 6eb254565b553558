// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/ctl/tally-whatif-command.h"

#include "server/bill/whatif/tally-whatif-wire.h"
#include "server/ctl/tally-command.h"
#include "shared/error/tally-error.h"
#include "shared/wire/tally-wire-what-if-class.h"
#include "shared/wire/tally-wire-what-if-component.h"
#include "shared/wire/tally-wire-what-if-group.h"

#include <glib/gi18n.h>
#include <unistd.h>

typedef struct {
    char *database;
    char *tariff;
    char *replaces;
    char *account;
    char *month;
    int node;
    int workers;
    gboolean is_all;
    gboolean as_json;
} Options;

static void
options_clear (Options *options)
{
    g_free (options->database);
    g_free (options->tariff);
    g_free (options->replaces);
    g_free (options->account);
    g_free (options->month);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static void
on_progress (int64_t n_done, int64_t n_total, gpointer user_data)
{
    if (isatty (STDERR_FILENO))
        g_printerr ("\r%" G_GINT64_FORMAT " / %" G_GINT64_FORMAT "  ", n_done, n_total);
}

static gboolean
check_options (const Options *options, TallyDays *period, GError **error)
{
    g_autofree char *first = g_strconcat (options->month != NULL ? options->month : "", "-01",
                                          NULL);
    int n_scopes = (options->account != NULL) + (options->node != 0) + options->is_all;
    TallyDay day;

    if (options->tariff == NULL || n_scopes != 1) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                             _ ("say --tariff FILE and one of --account, --node and --all"));
        return FALSE;
    }
    if (options->replaces == NULL && options->account == NULL) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                             _ ("--replaces says which tariff it stands for"));
        return FALSE;
    }
    if (!tally_day_parse (first, &day, error)) {
        g_prefix_error (error, "--month (YYYY-MM): ");
        return FALSE;
    }
    *period = tally_days_of_month (day);
    return TRUE;
}

static TallyTariff *
read_tariff (const char *path, GError **error)
{
    g_autofree char *text = NULL;
    size_t length;
    TallyTariff *tariff;

    if (!g_file_get_contents (path, &text, &length, error))
        return NULL;
    tariff = tally_tariff_read (text, (gssize) length, error);
    if (tariff == NULL)
        g_prefix_error (error, "%s: ", path);
    return tariff;
}

static void
print_pair (const char *name, int64_t n, int64_t before, int64_t after)
{
    g_autofree char *was = tally_money_format ((TallyMoney){ before });
    g_autofree char *is = tally_money_format ((TallyMoney){ after });
    g_autofree char *change = tally_money_format ((TallyMoney){ after - before });
    g_autofree char *count = n >= 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, n) : g_strdup ("");

    g_print ("%-44s %9s %16s %16s %15s\n", name, count, was, is, change);
}

static void
print_text (const TallyWireWhatIf *found)
{
    g_print (_ ("%s: %ld agreements, %ld of them could not be priced; %s\n"), found->month,
             (long) found->n_scope, (long) found->n_unpriced, found->currency);
    for (char **reason = found->reasons; reason != NULL && *reason != NULL; reason++)
        g_print ("  %s\n", *reason);
    print_pair (_ ("All"), found->n_scope - found->n_unpriced, found->before_minor,
                found->after_minor);
    for (guint i = 0; i < found->classes->len; i++) {
        const TallyWireWhatIfClass *class = g_ptr_array_index (found->classes, i);
        g_autofree char *name = g_strdup_printf ("%s, %s", class->kind, class->tariff_code);

        print_pair (name, class->n, class->before_minor, class->after_minor);
    }
    for (guint i = 0; i < found->components->len; i++) {
        const TallyWireWhatIfComponent *part = g_ptr_array_index (found->components, i);
        g_autofree char *name = g_strdup_printf ("  %s %s %s", part->point_kind, part->kind,
                                                 part->component);

        print_pair (name, -1, part->before_minor, part->after_minor);
    }
    g_print (_ ("%ld pay less, %ld pay more, %ld the same\n"), (long) found->n_winners,
             (long) found->n_losers, (long) found->n_same);
    for (guint i = 0; i < found->deciles->len; i++) {
        const TallyWireWhatIfGroup *decile = g_ptr_array_index (found->deciles, i);

        if (decile->n > 0)
            g_print (_ ("  tenth %2u: %7ld agreements, from %+ld to %+ld ppm\n"), i + 1,
                     (long) decile->n, (long) decile->from_ppm, (long) decile->to_ppm);
    }
}

static gboolean
run (const Options *options, GError **error)
{
    TallyWhatifOrder order = {
        .scope = { .account = options->account,
                   .node_id = options->node,
                   .replaces = options->replaces },
        .n_workers = (guint) MAX (options->workers, 0),
        .progress = on_progress,
    };
    g_autoptr(TallyDb) db = NULL;
    g_autoptr(TallyTariff) draft = NULL;
    g_autoptr(TallyWhatif) whatif = NULL;
    g_autoptr(TallyWireWhatIf) found = NULL;
    g_autoptr(JsonNode) json = NULL;
    g_autofree char *text = NULL;

    if (!check_options (options, &order.period, error))
        return FALSE;
    draft = read_tariff (options->tariff, error);
    order.conninfo = draft != NULL ? tally_command_database (options->database, error) : NULL;
    if (order.conninfo == NULL)
        return FALSE;
    order.draft = draft;
    whatif = tally_whatif_step_run (&order, error);
    db = whatif != NULL ? tally_command_open (options->database, "tally_settle", error) : NULL;
    found = db != NULL ? tally_whatif_to_wire (db, whatif, "", options->month, error) : NULL;
    if (found == NULL)
        return FALSE;
    if (!options->as_json) {
        print_text (found);
        return TRUE;
    }
    json = tally_wire_what_if_to_json (found);
    text = tally_wire_to_text (json);
    g_print ("%s\n", text);
    return TRUE;
}

int
tally_whatif_command (int argc, char **argv)
{
    g_auto(Options) options = { 0 };
    const GOptionEntry entries[] = {
        { "database", 0, 0, G_OPTION_ARG_STRING, &options.database, N_ ("The database"),
          "CONNINFO" },
        { "tariff", 0, 0, G_OPTION_ARG_FILENAME, &options.tariff, N_ ("The tariff to try"),
          "FILE" },
        { "replaces", 0, 0, G_OPTION_ARG_STRING, &options.replaces,
          N_ ("Which tariff it stands for"), "CODE" },
        { "month", 0, 0, G_OPTION_ARG_STRING, &options.month, N_ ("The month"), "YYYY-MM" },
        { "account", 0, 0, G_OPTION_ARG_STRING, &options.account, N_ ("One account"), "NUMBER" },
        { "node", 0, 0, G_OPTION_ARG_INT, &options.node, N_ ("A node and all below it"), "ID" },
        { "all", 0, 0, G_OPTION_ARG_NONE, &options.is_all, N_ ("The whole utility"), NULL },
        { "workers", 0, 0, G_OPTION_ARG_INT, &options.workers,
          N_ ("Threads; one a processor when left out"), "N" },
        { "json", 0, 0, G_OPTION_ARG_NONE, &options.as_json, N_ ("Print JSON"), NULL },
        { NULL },
    };
    g_autoptr(GOptionContext) context = g_option_context_new (NULL);
    g_autoptr(GError) error = NULL;

    g_option_context_set_summary (
        context,
        _ ("Prices a month under another tariff beside what it is billed at: revenue by class\n"
           "and component, how the change is distributed, who gains and who loses most.\n"
           "Nothing is written."));
    g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
    if (!g_option_context_parse (context, &argc, &argv, &error) || !run (&options, &error))
        return tally_command_fail ("whatif", error);
    return 0;
}
