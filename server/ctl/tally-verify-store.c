// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/ctl/tally-verify-store.h"

gboolean
tally_verify_store_payments (TallyDb *db, char **fault, GError **error)
{
    g_autoptr(PGresult) rows = tally_db_run (db, "ctl/unmatched-payment", 0, NULL, error);

    *fault = NULL;
    if (rows == NULL)
        return FALSE;
    if (PQntuples (rows) > 0)
        *fault = g_strdup (PQgetvalue (rows, 0, 0));
    return TRUE;
}
