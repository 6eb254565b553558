// SPDX-License-Identifier: GPL-3.0-or-later
/* Role collect: polls the meters and stores what they say; lets workstations in. */
#include "server/collect/tally-collect-service.h"
#include "server/daemon/tally-role.h"
#include "server/publish/station/tally-station-handler.h"
#include "server/raw/tally-raw-intake.h"

typedef struct {
    TallyRawIntake *intake;
    TallyCollectService *service;
    TallyHttp *http; /* NULL: no workstations */
    TallyStationDoor *door;
} CollectRole;

static void
on_spooled (gpointer data)
{
    tally_raw_intake_wake (data);
}

static TallyCollectSpool *
open_spool (const TallySettings *settings, GError **error)
{
    g_autofree char *standard = tally_collect_spool_path ();
    const char *path = tally_settings_get (settings, "collect.spool");

    return tally_collect_spool_open (path[0] != '\0' ? path : standard, TALLY_SPOOL_MAX_BYTES,
                                     error);
}

static void
stop (gpointer data)
{
    CollectRole *role = data;

    if (role->http != NULL)
        tally_http_close (role->http);
    tally_collect_service_stop (role->service);
    tally_raw_intake_stop (role->intake);
    tally_station_door_free (role->door);
    g_clear_object (&role->http);
    g_object_unref (role->service);
    g_object_unref (role->intake);
    g_free (role);
}

static gboolean
open_door (CollectRole *role,
           const TallySettings *settings,
           const char *folder,
           const TallyCollectSettings *how,
           GError **error)
{
    const char *address = tally_settings_get (settings, "collect.listen");

    if (address[0] == '\0')
        return TRUE;
    role->http = tally_http_new ("collect", NULL);
    tally_http_set_behind_proxy (role->http, tally_settings_is_on (settings, "behind-proxy"));
    tally_http_set_plain (role->http, tally_settings_is_on (settings, "plain"));
    role->door = tally_station_door_new (role->http, how->conninfo, how->zone, folder);
    return tally_http_listen (role->http, address, error);
}

static gpointer
start (const TallySettings *settings, const char *conninfo, GError **error)
{
    const char *data_dir = tally_settings_get (settings, "data-dir");
    g_autofree char *folder = data_dir[0] != '\0' ? g_build_filename (data_dir, "meters", NULL)
                                                  : tally_register_map_folder ();
    const TallyZone *zone = tally_zone_get (tally_settings_get (settings, "time-zone"), error);
    g_autoptr(GHashTable) maps = zone != NULL ? tally_register_maps_load (folder, error) : NULL;
    g_autoptr(TallyCollectSpool) spool = maps != NULL ? open_spool (settings, error) : NULL;
    TallyCollectSettings how = { .conninfo = conninfo,
                                 .spool = spool,
                                 .maps = maps,
                                 .zone = zone,
                                 .manner = TALLY_COLLECT_MANNER,
                                 .spooled = on_spooled };
    CollectRole *role;

    if (spool == NULL)
        return NULL;
    role = g_new0 (CollectRole, 1);
    role->intake = tally_raw_intake_new (conninfo, spool);
    how.gateways = tally_settings_get (settings, "collect.gateways");
    how.user_data = role->intake;
    role->service = tally_collect_service_new (&how);
    if (!open_door (role, settings, folder, &how, error)) {
        stop (role);
        return NULL;
    }
    tally_raw_intake_start (role->intake);
    tally_collect_service_start (role->service);
    return role;
}

const TallyDaemonRole tally_collect_role = { "collect", "tally_collector", start, stop };
