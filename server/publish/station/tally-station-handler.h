// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/publish/http/tally-http.h"
#include "shared/time/tally-zone.h"

G_BEGIN_DECLS

/** Largest batch a workstation may hand over, in bytes. */
#define TALLY_STATION_BATCH_MAX (4 * 1024 * 1024)

/**
 * TallyStationDoor:
 *
 * Where collection workstations hand over what they read (`PUT /collect/v1/batches/{id}`), are told
 * what to read (`GET /collect/v1/plan`), say that they live and what became of clerks' orders
 * (`POST /collect/v1/heartbeat`). Each word carries `Authorization: Bearer` with the token that
 * `gridtallyctl collect station add` printed. A batch may come any number of times: it is stored
 * once.
 * The database's work is done in threads, never in the main loop.
 */
typedef struct _TallyStationDoor TallyStationDoor;

/**
 * tally_station_door_new:
 * @http: listens; routes are added to it
 * @conninfo: the database, without a user
 * @zone: the market's
 * @maps_folder: of register maps
 */
TallyStationDoor *tally_station_door_new (TallyHttp *http,
                                          const char *conninfo,
                                          const TallyZone *zone,
                                          const char *maps_folder);

/** tally_station_door_free: after tally_http_close(); waits for what is at work */
void tally_station_door_free (TallyStationDoor *self);

G_END_DECLS
