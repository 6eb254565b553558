// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/collect/tally-collect-plan.h"
#include "server/collect/tally-collect-request-store.h"
#include "server/collect/tally-schedule-calc.h"

G_BEGIN_DECLS

/** TallyCollectDesk: where a collector gets its orders from: the database, or a server elsewhere */
typedef struct _TallyCollectDesk TallyCollectDesk;

/**
 * TallyCollectDeskKind:
 * @load_plan: Returns: (transfer full) (element-type TallyCollectGateway): whom to ask
 * @load_schedule: @zone: (inout): whose midnight it counts from, where the desk knows better.
 *   %TALLY_ERROR_NOT_FOUND when there is none of that name
 * @begin_orders: puts back what was begun and never ended
 * @take_order: @request: (out) (nullable): what a clerk wants read
 * @tell: how an order goes on; for people, best effort
 * @finish_order: what came of it
 *
 * Used by one thread. Each fails with @error while the desk cannot be reached; the next call
 * tries again.
 */
typedef struct {
    GPtrArray *(*load_plan) (TallyCollectDesk *self,
                             const TallyCollectWish *wish,
                             int64_t now,
                             GError **error);
    gboolean (*load_schedule) (TallyCollectDesk *self,
                               const char *name,
                               int64_t now,
                               TallySchedule *schedule,
                               const TallyZone **zone,
                               GError **error);
    gboolean (*begin_orders) (TallyCollectDesk *self, GError **error);
    gboolean (*take_order) (TallyCollectDesk *self, TallyCollectRequest **request, GError **error);
    gboolean (*tell) (TallyCollectDesk *self,
                      const char *id,
                      const char *kind,
                      const TallyCollectTotals *totals,
                      GError **error);
    gboolean (*finish_order) (TallyCollectDesk *self,
                              const char *id,
                              gboolean is_done,
                              const TallyCollectTotals *totals,
                              GError **error);
    void (*free) (TallyCollectDesk *self);
} TallyCollectDeskKind;

struct _TallyCollectDesk {
    const TallyCollectDeskKind *kind;
};

/** TallyCollectDeskOpen: Returns: (transfer full): a desk for one thread; does not connect yet */
typedef TallyCollectDesk *(*TallyCollectDeskOpen) (gpointer user_data);

/**
 * tally_collect_db_desk_new:
 * @conninfo: the database, without a user
 * @spool: knows how far meters were read that the database does not yet know of
 * @maps: name -> TallyRegisterMap
 *
 * Returns: (transfer full): the desk of a collector that has a database
 */
TallyCollectDesk *tally_collect_db_desk_new (const char *conninfo,
                                             TallyCollectSpool *spool,
                                             GHashTable *maps);

G_END_DECLS
