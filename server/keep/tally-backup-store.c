// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/keep/tally-backup-store.h"

PGresult *
tally_backup_state (const char *conninfo, GError **error)
{
    g_autoptr(TallyDb) db = tally_db_open_as (conninfo, "tally_backup", error);

    return db != NULL ? tally_db_run (db, "keep/state", 0, NULL, error) : NULL;
}
