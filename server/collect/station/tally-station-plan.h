// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/collect/tally-collect-plan.h"
#include "server/collect/tally-schedule-calc.h"
#include "server/db/tally-db.h"

G_BEGIN_DECLS

/** Largest plan that is read, in bytes: some 50,000 meters. */
#define TALLY_STATION_PLAN_MAX (32 * 1024 * 1024)

/**
 * tally_station_plan_write:
 * @db: a connection of tally_collector
 * @zone: the market's
 * @now: Unix seconds
 * @folder: of register maps
 *
 * Writes down what @station must know to collect for two months without a server: meters and
 * gateways with their time, how far each was read, schedules, register maps.
 *
 * Returns: (transfer full): JSON, the same for the same facts
 */
char *tally_station_plan_write (TallyDb *db,
                                const char *station,
                                const TallyZone *zone,
                                int64_t now,
                                const char *folder,
                                GError **error);

/** TallyStationPlan: what a station was told; does not change, any thread may read it */
typedef struct _TallyStationPlan TallyStationPlan;

/** tally_station_plan_read: Returns: %NULL with %TALLY_ERROR_INVALID that names the place */
TallyStationPlan *tally_station_plan_read (const char *json, gsize length, GError **error);
TallyStationPlan *tally_station_plan_ref (TallyStationPlan *self);
void tally_station_plan_unref (TallyStationPlan *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallyStationPlan, tally_station_plan_unref)

const TallyZone *tally_station_plan_get_zone (const TallyStationPlan *self);

/** tally_station_plan_get_maps: Returns: (transfer none): name -> TallyRegisterMap */
GHashTable *tally_station_plan_get_maps (const TallyStationPlan *self);

/** tally_station_plan_schedule: Returns: %FALSE with %TALLY_ERROR_NOT_FOUND */
gboolean tally_station_plan_schedule (const TallyStationPlan *self,
                                      const char *name,
                                      int64_t now,
                                      TallySchedule *schedule,
                                      GError **error);

/**
 * tally_station_plan_select:
 * @marks: gets how far the server knows meters to be read
 *
 * Returns: (transfer full) (element-type TallyCollectGateway): whom to ask at @now; borrows from
 *   @self
 */
GPtrArray *tally_station_plan_select (TallyStationPlan *self,
                                      const TallyCollectWish *wish,
                                      int64_t now,
                                      TallyCollectMarks *marks,
                                      GError **error);

G_END_DECLS
