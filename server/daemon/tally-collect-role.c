// SPDX-License-Identifier: GPL-3.0-or-later
/* Role collect: polls the meters and stores what they say. */
#include "server/collect/tally-collect-service.h"
#include "server/daemon/tally-role.h"
#include "server/raw/tally-raw-intake.h"

typedef struct {
    TallyRawIntake *intake;
    TallyCollectService *service;
} CollectRole;

static void
on_spooled (gpointer data)
{
    tally_raw_intake_wake (data);
}

static char *
map_folder (const TallySettings *settings)
{
    const char *data_dir = tally_settings_get (settings, "data-dir");

    return data_dir[0] != '\0' ? g_build_filename (data_dir, "meters", NULL)
                               : tally_register_map_folder ();
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

    tally_collect_service_stop (role->service);
    tally_raw_intake_stop (role->intake);
    g_object_unref (role->service);
    g_object_unref (role->intake);
    g_free (role);
}

static gpointer
start (const TallySettings *settings, const char *conninfo, GError **error)
{
    g_autofree char *folder = map_folder (settings);
    g_autoptr(GHashTable) maps = tally_register_maps_load (folder, error);
    g_autoptr(TallyCollectSpool) spool = maps != NULL ? open_spool (settings, error) : NULL;
    const TallyZone *zone = spool != NULL
                                ? tally_zone_get (tally_settings_get (settings, "time-zone"), error)
                                : NULL;
    CollectRole *role;

    if (zone == NULL)
        return NULL;
    role = g_new0 (CollectRole, 1);
    role->intake = tally_raw_intake_new (conninfo, spool);
    role->service = tally_collect_service_new (&(TallyCollectSettings){
        .conninfo = conninfo,
        .spool = spool,
        .maps = maps,
        .zone = zone,
        .manner = TALLY_COLLECT_MANNER,
        .gateways = tally_settings_get (settings, "collect.gateways"),
        .spooled = on_spooled,
        .user_data = role->intake,
    });
    tally_raw_intake_start (role->intake);
    tally_collect_service_start (role->service);
    return role;
}

const TallyDaemonRole tally_collect_role = { "collect", "tally_collector", start, stop };
