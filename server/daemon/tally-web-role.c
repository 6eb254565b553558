// SPDX-License-Identifier: GPL-3.0-or-later
/* Role web: the pages and the API of customers. */
#include "server/daemon/tally-role.h"
#include "server/db/tally-pool.h"

#define WAITING_MAX 256

typedef struct {
    TallyPool *pool;
} WebRole;

static void
stop (gpointer data)
{
    WebRole *role = data;

    tally_pool_close (role->pool);
    g_object_unref (role->pool);
    g_free (role);
}

static gpointer
start (const TallySettings *settings, const char *conninfo, GError **error)
{
    WebRole *role = g_new0 (WebRole, 1);
    guint64 n_connections = g_ascii_strtoull (tally_settings_get (settings, "web.connections"),
                                              NULL, 10);

    role->pool = tally_pool_new (conninfo, tally_web_role.login,
                                 (guint) CLAMP (n_connections, 1, 64), WAITING_MAX);
    return role;
}

const TallyDaemonRole tally_web_role = { "web", "tally_portal", start, stop };
