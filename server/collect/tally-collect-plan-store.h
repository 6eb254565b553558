// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/collect/tally-collect-progress-store.h"
#include "server/collect/tally-collect-visit.h"
#include "server/db/tally-db.h"

G_BEGIN_DECLS

/**
 * TallyCollectWish: whom to ask
 * @schedule: (nullable): only points of that schedule
 * @point_ids: (nullable) (array length=n_points): only these points of @district_id
 * @again_from: Unix seconds from which intervals are asked for even when they
 *   are in; 0: only what is missing
 */
typedef struct {
    const char *schedule;
    int32_t district_id;
    const int64_t *point_ids;
    size_t n_points;
    int64_t again_from;
} TallyCollectWish;

/**
 * tally_collect_plan_store_load:
 * @db: a connection of the collector role
 * @wish: whom to ask
 * @now: Unix seconds by the market's clock
 * @maps: name -> TallyRegisterMap; outlives the plan
 * @marks: up to where the intervals are in
 * @error: return location
 *
 * Returns: (transfer full) (element-type TallyCollectGateway): the gateways of
 *   the meters that hang now, with what each is to be asked
 */
GPtrArray *tally_collect_plan_store_load (TallyDb *db,
                                          const TallyCollectWish *wish,
                                          int64_t now,
                                          GHashTable *maps,
                                          TallyCollectMarks *marks,
                                          GError **error);

/** tally_collect_plan_store_add_attempts: keeps a batch's attempts; harmless when repeated */
gboolean tally_collect_plan_store_add_attempts (TallyDb *db,
                                                const TallyCollectBatch *batch,
                                                GError **error);

G_END_DECLS
