// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/collect/tally-collect-desk.h"
#include "server/collect/tally-collect-round.h"

G_BEGIN_DECLS

/**
 * TallyCollectSettings:
 * @open_desk: (nullable): where orders come from; %NULL: from the database of @conninfo, which
 *   has no user, with @maps: name -> TallyRegisterMap
 * @desk_data: for @open_desk
 * @spool: takes every batch
 * @zone: (nullable): whose midnight schedules count from; %NULL: UTC
 * @manner: how meters are asked
 * @gateways: (nullable): "district:gateway,…": only these; for collecting on several machines
 * @spooled: (nullable): called in any thread when a round put something into the spool
 */
typedef struct {
    TallyCollectDeskOpen open_desk;
    gpointer desk_data;
    const char *conninfo;
    GHashTable *maps;
    TallyCollectSpool *spool;
    const TallyZone *zone;
    TallyCollectManner manner;
    const char *gateways;
    void (*spooled) (gpointer user_data);
    gpointer user_data;
} TallyCollectSettings;

/**
 * TallyCollectService:
 *
 * Reads the meters of each schedule when it is due in the market's time, and once for all times
 * that went by while it was not there; those that failed as soon as they are back; and at once,
 * before the schedules, what a clerk orders, telling the progress with NOTIFY collect. While its
 * desk is away it goes on with the last plan and schedule it knew.
 */
#define TALLY_TYPE_COLLECT_SERVICE (tally_collect_service_get_type ())
G_DECLARE_FINAL_TYPE (TallyCollectService, tally_collect_service, TALLY, COLLECT_SERVICE, GObject)

/** tally_collect_service_new: copies the texts of @settings, refers to the rest */
TallyCollectService *tally_collect_service_new (const TallyCollectSettings *settings);

/** tally_collect_service_start: begins; a schedule that was due since its last round is read right
 * away */
void tally_collect_service_start (TallyCollectService *self);

/** tally_collect_service_stop: ends after the meters at hand; blocks until then */
void tally_collect_service_stop (TallyCollectService *self);

/** tally_collect_service_get_totals: Returns: sums of all rounds since the start, for /metrics */
TallyCollectTotals tally_collect_service_get_totals (TallyCollectService *self);

G_END_DECLS
