// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/collect/tally-schedule-calc.h"
#include "server/db/tally-db.h"

G_BEGIN_DECLS

/**
 * TallyCollectSchedule: how often a group of points is read, from a time on
 * @name: "gateway", "large" or "community"
 * @valid_from: Unix seconds
 */
typedef struct {
    char *name;
    TallySchedule schedule;
    int64_t valid_from;
    char *set_by;
} TallyCollectSchedule;

/** tally_collect_schedule_store_load: Returns: (transfer full) (element-type TallyCollectSchedule):
 * what holds at @now, by name */
GPtrArray *tally_collect_schedule_store_load (TallyDb *db, int64_t now, GError **error);

/** tally_collect_schedule_store_history: the same: everything that ever held or will */
GPtrArray *tally_collect_schedule_store_history (TallyDb *db, GError **error);

/**
 * tally_collect_schedule_store_set:
 * @db: a connection of tally_settle
 *
 * Adds what holds from @schedule's valid_from on.
 *
 * Returns: %FALSE with %TALLY_ERROR_INVALID when the group may not be read that way, or
 *   %TALLY_ERROR_EXISTS when something else holds from that second on
 */
gboolean tally_collect_schedule_store_set (TallyDb *db,
                                           const TallyCollectSchedule *schedule,
                                           GError **error);

G_END_DECLS
