// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/sim/tally-sim-bank.h"
#include "tests/sim/tally-sim-history.h"
#include "tests/sim/tally-sim-meters.h"

#include <glib.h>
#include <locale.h>

typedef struct {
    const char *name;
    const char *summary;
    int (*run) (int argc, char **argv);
} Command;

/* What Gridtally meets outside its own walls. */
static const Command commands[] = {
    { "bank", "a bank: hosted payment pages, signed webhooks", tally_sim_bank_command },
    { "meters", "be every meter of a utility, over Modbus TCP", tally_sim_meters_command },
    { "history", "write closed months as NEM12 files", tally_sim_history_command },
};

int
main (int argc, char **argv)
{
    setlocale (LC_ALL, "C.UTF-8");

    for (size_t i = 0; argc > 1 && i < G_N_ELEMENTS (commands); i++) {
        if (g_str_equal (argv[1], commands[i].name))
            return commands[i].run (argc - 1, argv + 1);
    }
    g_printerr ("Usage: gridtally-sim COMMAND [OPTION…]\n\n");
    for (size_t i = 0; i < G_N_ELEMENTS (commands); i++)
        g_printerr ("  %-10s %s\n", commands[i].name, commands[i].summary);
    return 2;
}
