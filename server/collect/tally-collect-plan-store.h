// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/collect/tally-collect-plan.h"
#include "server/db/tally-db.h"

G_BEGIN_DECLS

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
 *   the meters that hang now and that no workstation reads, with what each is
 *   to be asked
 */
GPtrArray *tally_collect_plan_store_load (TallyDb *db,
                                          const TallyCollectWish *wish,
                                          int64_t now,
                                          GHashTable *maps,
                                          TallyCollectMarks *marks,
                                          GError **error);

typedef void (*TallyCollectHangingFunc) (const TallyCollectHanging *hanging, gpointer user_data);

/** tally_collect_plan_store_of_station: calls @func for each meter that hangs behind a gateway of
 * @station now or within two months */
gboolean tally_collect_plan_store_of_station (TallyDb *db,
                                              const char *station,
                                              int64_t now,
                                              TallyCollectHangingFunc func,
                                              gpointer user_data,
                                              GError **error);

/** tally_collect_plan_store_add_attempts: keeps a batch's attempts; harmless when repeated */
gboolean tally_collect_plan_store_add_attempts (TallyDb *db,
                                                const TallyCollectBatch *batch,
                                                GError **error);

/** tally_collect_plan_store_tell: who listens to "collect" hears "stored" once it is committed */
gboolean tally_collect_plan_store_tell (TallyDb *db, GError **error);

G_END_DECLS
