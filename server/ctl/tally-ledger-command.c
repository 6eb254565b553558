// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/ctl/tally-bill-command.h"
#include "server/ctl/tally-command.h"
#include "server/ledger/tally-ledger-store.h"
#include "shared/error/tally-error.h"

#include <glib/gi18n.h>

static gboolean
check (const char *database, gboolean as_json, GError **error)
{
    g_autoptr(TallyDb) db = tally_command_open (database, "tally_settle", error);
    g_auto(TallyLedgerCheck) result = { 0 };

    if (db == NULL || !tally_ledger_store_check (db, &result, error))
        return FALSE;
    if (result.fault != NULL || !g_str_equal (result.sum, "0")) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, "the journal sum is %s; %s",
                     result.sum, result.fault != NULL ? result.fault : "every journal balances");
        return FALSE;
    }
    g_print (as_json ? "{\"n_journals\":%ld,\"n_entries\":%ld,\"sum\":\"%s\"}\n"
                     : _ ("%ld journals, %ld entries, sum %s\n"),
             (long) result.n_journals, (long) result.n_entries, result.sum);
    return TRUE;
}

int
tally_ledger_command (int argc, char **argv)
{
    g_autofree char *database = NULL;
    gboolean as_json = FALSE;
    const GOptionEntry entries[] = {
        { "database", 0, 0, G_OPTION_ARG_STRING, &database, N_ ("The database"), "CONNINFO" },
        { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, N_ ("Print JSON"), NULL },
        { NULL },
    };
    g_autoptr(GOptionContext) context = g_option_context_new ("check");
    g_autoptr(GError) error = NULL;

    g_option_context_set_summary (context, _ ("Adds up the whole ledger: every journal is 0."));
    g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
    if (g_option_context_parse (context, &argc, &argv, &error)) {
        if (argc != 2 || !g_str_equal (argv[1], "check"))
            g_set_error_literal (&error, TALLY_ERROR, TALLY_ERROR_INVALID, "ledger check");
        else if (check (database, as_json, &error))
            return 0;
    }
    return tally_command_fail ("ledger", error);
}
