// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/ctl/tally-command.h"

#include "shared/error/tally-error.h"

TallyDb *
tally_command_open (const char *database, const char *user, GError **error)
{
    const char *conninfo = database != NULL ? database : g_getenv ("GRIDTALLY_DATABASE");
    g_autofree char *as_user = NULL;

    if (conninfo == NULL || *conninfo == '\0') {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                             "name a database with --database or GRIDTALLY_DATABASE");
        return NULL;
    }
    if (user != NULL)
        as_user = g_strdup_printf ("%s user=%s", conninfo, user);
    return tally_db_open (as_user != NULL ? as_user : conninfo, error);
}

int
tally_command_fail (const char *name, const GError *error)
{
    g_printerr ("gridtallyctl %s: %s\n", name, error->message);
    return 1;
}
