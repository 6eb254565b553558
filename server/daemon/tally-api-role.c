// SPDX-License-Identifier: GPL-3.0-or-later
/* Role api: the staff API and its event stream. */
#include "server/daemon/tally-role.h"
#include "server/db/tally-pool.h"
#include "server/publish/api/tally-api.h"

#define WAITING_MAX 256

typedef struct {
    TallyPool *pool;
    TallyGuard *guard;
    TallyHttp *http;
    TallyApi *api;
} ApiRole;

static void
stop (gpointer data)
{
    ApiRole *role = data;

    tally_http_close (role->http);
    tally_api_free (role->api);
    tally_pool_close (role->pool);
    g_object_unref (role->http);
    g_object_unref (role->guard);
    g_object_unref (role->pool);
    g_free (role);
}

/* A folder that systemd made for this role outlives a crash, and so is emptied at the start. */
static gboolean
keep_books (ApiRole *role, GError **error)
{
    const char *state = g_getenv ("STATE_DIRECTORY");
    g_autofree char *folder = NULL;

    if (state == NULL)
        return TRUE;
    folder = g_build_filename (state, "books", NULL);
    return tally_api_set_book_folder (role->api, folder, error);
}

static gpointer
start (const TallySettings *settings, const char *conninfo, GError **error)
{
    const TallyZone *zone = tally_zone_get (tally_settings_get (settings, "time-zone"), error);
    ApiRole *role;
    guint64 n_connections = g_ascii_strtoull (tally_settings_get (settings, "api.connections"),
                                              NULL, 10);

    if (zone == NULL)
        return NULL;
    role = g_new0 (ApiRole, 1);
    role->pool = tally_pool_new (conninfo, tally_api_role.login,
                                 (guint) CLAMP (n_connections, 1, 64), WAITING_MAX);
    role->guard = tally_guard_new (role->pool, FALSE);
    tally_guard_set_totp_required (role->guard,
                                   tally_settings_is_on (settings, "api.totp-required"));
    role->http = tally_http_new ("api", role->guard);
    tally_http_set_behind_proxy (role->http, tally_settings_is_on (settings, "behind-proxy"));
    tally_http_set_plain (role->http, tally_settings_is_on (settings, "plain"));
    role->api = tally_api_new (role->http, role->pool, role->guard, zone, conninfo,
                               GRIDTALLY_VERSION);
    if (keep_books (role, error)
        && tally_http_listen (role->http, tally_settings_get (settings, "api.listen"), error))
        return role;
    stop (role);
    return NULL;
}

const TallyDaemonRole tally_api_role = { "api", "tally_api", start, stop };
