// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/ctl/tally-command.h"

#include "server/db/tally-cluster.h"
#include "shared/error/tally-error.h"

#include <glib/gi18n.h>
#include <string.h>

#define EMBEDDED "embedded:"

const char *
tally_command_database (const char *database, GError **error)
{
    const char *conninfo = database != NULL ? database : g_getenv ("GRIDTALLY_DATABASE");

    if (conninfo == NULL || *conninfo == '\0') {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                             "name a database with --database or GRIDTALLY_DATABASE");
        return NULL;
    }
    if (g_str_has_prefix (conninfo, EMBEDDED)) {
        g_autofree char *found = tally_cluster_conninfo_of (conninfo + strlen (EMBEDDED));

        return g_intern_string (found);
    }
    return conninfo;
}

TallyDb *
tally_command_open (const char *database, const char *user, GError **error)
{
    const char *conninfo = tally_command_database (database, error);

    if (conninfo == NULL)
        return NULL;
    return user != NULL ? tally_db_open_as (conninfo, user, error)
                        : tally_db_open (conninfo, error);
}

gboolean
tally_command_days (const char *from, const char *to, TallyDays *days, GError **error)
{
    if (from == NULL || to == NULL) {
        g_set_error_literal (
            error, TALLY_ERROR, TALLY_ERROR_INVALID,
            _ ("--from and --to are needed: the first day and the day after the last"));
        return FALSE;
    }
    if (!tally_day_parse (from, &days->first, error)) {
        g_prefix_error (error, "--from: ");
        return FALSE;
    }
    if (!tally_day_parse (to, &days->end, error)) {
        g_prefix_error (error, "--to: ");
        return FALSE;
    }
    if (days->end.number > days->first.number)
        return TRUE;
    g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                         _ ("--to: must come after --from"));
    return FALSE;
}

int
tally_command_fail (const char *name, const GError *error)
{
    g_printerr ("gridtallyctl %s: %s\n", name, error->message);
    return 1;
}
