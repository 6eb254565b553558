// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/collect/tally-collect-progress-store.h"
#include "server/collect/tally-collect-visit.h"

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

/** TallyCollectHanging: a meter that hangs at a point for a while, as master data say it */
typedef struct {
    int32_t district_id;
    int32_t gateway_id;
    const char *gateway_name;
    const char *host;
    uint16_t port;
    const char *transport;
    int64_t point_id;
    int64_t meter_id;
    int unit_id;
    const char *model;
    const char *channels; /* numbers with blanks between them */
    int64_t valid_from;   /* Unix seconds */
    int64_t valid_to;     /* 0: it still hangs */
    const char *zone;
    const char *schedule;
} TallyCollectHanging;

/** tally_collect_plan_new: Returns: (transfer full) (element-type TallyCollectGateway) */
GPtrArray *tally_collect_plan_new (void);

/** tally_collect_plan_is_wished: whether @wish is for @hanging and it hangs at @now */
gboolean tally_collect_plan_is_wished (const TallyCollectHanging *hanging,
                                       const TallyCollectWish *wish,
                                       int64_t now);

/**
 * tally_collect_plan_add:
 * @hanging: those of a gateway come one after the other
 * @wish: from when on it is to be asked
 * @maps: name -> TallyRegisterMap; outlives the plan
 * @marks: up to where the intervals are in
 *
 * Returns: %FALSE with %TALLY_ERROR_INVALID when nobody can talk to it
 */
gboolean tally_collect_plan_add (GPtrArray *plan,
                                 const TallyCollectHanging *hanging,
                                 const TallyCollectWish *wish,
                                 GHashTable *maps,
                                 TallyCollectMarks *marks,
                                 GError **error);

G_END_DECLS
