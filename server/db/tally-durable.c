// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/db/tally-durable.h"

#include "shared/error/tally-error.h"

gboolean
tally_durable_check (TallyDb *db, GError **error)
{
    g_autoptr(PGresult) faults = tally_db_run (db, "db/durable-faults", 0, NULL, error);
    g_autoptr(GString) text = g_string_new (NULL);

    if (faults == NULL)
        return FALSE;
    if (PQntuples (faults) == 0)
        return TRUE;
    for (int i = 0; i < PQntuples (faults); i++)
        g_string_append_printf (text, "%s%s", i > 0 ? "; " : "", PQgetvalue (faults, i, 0));
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                 "this PostgreSQL may lose acknowledged data: %s", text->str);
    return FALSE;
}
