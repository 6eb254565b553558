// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/ctl/tally-backup-command.h"
#include "server/ctl/tally-bill-command.h"
#include "server/ctl/tally-collect-command.h"
#include "server/ctl/tally-command.h"
#include "server/ctl/tally-export-command.h"
#include "server/ctl/tally-market-command.h"
#include "server/ctl/tally-plan-command.h"
#include "server/ctl/tally-price-command.h"
#include "server/ctl/tally-raw-command.h"
#include "server/ctl/tally-report-command.h"
#include "server/ctl/tally-seal-command.h"
#include "server/ctl/tally-settle-command.h"
#include "server/ctl/tally-setup-command.h"
#include "server/ctl/tally-user-command.h"
#include "server/ctl/tally-validate-command.h"
#include "server/ctl/tally-verify-command.h"
#include "server/ctl/tally-whatif-command.h"

#include <glib/gi18n.h>
#include <locale.h>

typedef struct {
    const char *name;
    const char *summary;
    TallyCommandRun run;
} Command;

/* In the order an operator meets them. */
static const Command commands[] = {
    { "setup", N_ ("load master data, tariffs and calendars"), tally_setup_command },
    { "user", N_ ("add, list and disable people who may sign in"), tally_user_command },
    { "collect", N_ ("read a meter, or all of them"), tally_collect_command },
    { "import", N_ ("store meter data files: NEM12/13, Green Button, MSCONS, CSV"),
      tally_import_command },
    { "export", N_ ("write readings, balances and bills for other systems"), tally_export_command },
    { "validate", N_ ("check and estimate closed days, balance nodes"), tally_validate_command },
    { "plan", N_ ("show the work plan, run or cancel a job"), tally_plan_command },
    { "settle", N_ ("take one step of a settlement"), tally_settle_command },
    { "bill", N_ ("compute, check, issue, correct, show and verify bills"), tally_bill_command },
    { "ledger", N_ ("check that every journal balances"), tally_ledger_command },
    { "raw", N_ ("walk from a value to the bytes that came in"), tally_raw_command },
    { "report", N_ ("print the figures from meter to paid bill"), tally_report_command },
    { "verify", N_ ("hold what is stored against what it was made from"), tally_verify_command },
    { "seal", N_ ("make the key of seals, and show what was cut off a chain"), tally_seal_command },
    { "backup", N_ ("keep copies of the private database and its log"), tally_backup_command },
    { "restore", N_ ("put copies back, to any second, and verify them"), tally_restore_command },
    { "price", N_ ("price a load file under a tariff document"), tally_price_command },
    { "tariff", N_ ("check, show, convert, propose and sign tariff documents"),
      tally_tariff_command },
    { "whatif", N_ ("price a month under another tariff, writing nothing"), tally_whatif_command },
    { "market", N_ ("store and list the system's peaks and a market's prices"),
      tally_market_command },
    { NULL, NULL, NULL },
};

static int
print_usage (gboolean is_asked)
{
    GString *text = g_string_new (_ ("Usage: gridtallyctl COMMAND [OPTION…]\n\nCommands:\n"));

    for (const Command *command = commands; command->name != NULL; command++)
        g_string_append_printf (text, "  %-12s %s\n", command->name, _ (command->summary));
    if (is_asked)
        g_print ("%s", text->str);
    else
        g_printerr ("%s", text->str);
    g_string_free (text, TRUE);
    return is_asked ? 0 : 2;
}

int
main (int argc, char **argv)
{
    setlocale (LC_ALL, "");
    bindtextdomain (GETTEXT_PACKAGE, GRIDTALLY_LOCALE_DIR);
    bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
    textdomain (GETTEXT_PACKAGE);

    if (argc < 2)
        return print_usage (FALSE);
    if (g_str_equal (argv[1], "--help") || g_str_equal (argv[1], "help"))
        return print_usage (TRUE);

    for (const Command *command = commands; command->name != NULL; command++) {
        if (g_str_equal (argv[1], command->name)) {
            g_autofree char *name = g_strconcat ("gridtallyctl ", command->name, NULL);

            g_set_prgname (name); /* what --help calls itself */
            return command->run (argc - 1, argv + 1);
        }
    }
    g_printerr (_ ("gridtallyctl: there is no command “%s”\n"), argv[1]);
    return print_usage (FALSE);
}
