// SPDX-License-Identifier: GPL-3.0-or-later
/* Role collect: polls the meters and stores what they say. */
#include "server/daemon/tally-role.h"

typedef struct {
    TallyDb *db;
} CollectRole;

static void
stop (gpointer data)
{
    CollectRole *role = data;

    g_object_unref (role->db);
    g_free (role);
}

static gpointer
start (const TallySettings *settings, const char *conninfo, GError **error)
{
    g_autoptr(TallyDb) db = tally_db_open_as (conninfo, tally_collect_role.login, error);
    CollectRole *role;

    if (db == NULL)
        return NULL;
    role = g_new0 (CollectRole, 1);
    role->db = g_steal_pointer (&db);
    return role;
}

const TallyDaemonRole tally_collect_role = { "collect", "tally_collector", start, stop };
