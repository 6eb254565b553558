// SPDX-License-Identifier: GPL-3.0-or-later
/* Role collect with a server elsewhere: a collection workstation. It has no database: what it is to
 * read comes from its server, or from the last time that was there; what it read stays in the spool
 * until the server has it. */
#include "server/collect/station/tally-station.h"
#include "server/collect/tally-collect-service.h"
#include "server/daemon/tally-role.h"

typedef struct {
    TallyStation *station;
    TallyCollectService *service;
} StationRole;

static void
stop (gpointer data)
{
    StationRole *role = data;

    tally_collect_service_stop (role->service);
    tally_station_stop (role->station);
    g_object_unref (role->service);
    g_object_unref (role->station);
    g_free (role);
}

static TallyStation *
open_station (const TallySettings *settings, TallyCollectSpool *spool, GError **error)
{
    const char *path = tally_settings_get (settings, "server.token-file");
    g_autofree char *token = NULL;

    if (!g_file_get_contents (path, &token, NULL, error)) {
        g_prefix_error (error, "server.token-file: ");
        return NULL;
    }
    return tally_station_new (
        &(TallyStationSettings){ .server = tally_settings_get (settings, "server"),
                                 .token = g_strstrip (token),
                                 .ca_file = tally_settings_get (settings, "server.ca-file"),
                                 .allows_plain = tally_settings_is_on (settings, "plain"),
                                 .spool = spool,
                                 .rest_ms = TALLY_STATION_REST_MS },
        error);
}

static gpointer
start (const TallySettings *settings, const char *conninfo, GError **error)
{
    g_autofree char *standard = tally_collect_spool_path ();
    const char *path = tally_settings_get (settings, "collect.spool");
    g_autoptr(TallyCollectSpool)
                   spool = tally_collect_spool_open (path[0] != '\0' ? path : standard,
                                                     TALLY_SPOOL_MAX_BYTES, error);
    g_autoptr(TallyStation) station = spool != NULL ? open_station (settings, spool, error) : NULL;
    StationRole *role;

    if (station == NULL)
        return NULL;
    role = g_new0 (StationRole, 1);
    role->service = tally_collect_service_new (
        &(TallyCollectSettings){ .open_desk = tally_station_open_desk,
                                 .desk_data = station,
                                 .spool = spool,
                                 .manner = TALLY_COLLECT_MANNER,
                                 .gateways = tally_settings_get (settings, "collect.gateways"),
                                 .spooled = tally_station_wake,
                                 .user_data = station });
    role->station = g_steal_pointer (&station);
    tally_station_start (role->station);
    tally_collect_service_start (role->service);
    return role;
}

const TallyDaemonRole tally_station_role = { "collect", NULL, start, stop };
