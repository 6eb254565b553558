// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/collect/tally-collect-round.h"

G_BEGIN_DECLS

/**
 * TallyCollectSettings:
 * @conninfo: the database, without a user
 * @spool: takes every batch
 * @maps: name -> TallyRegisterMap
 * @manner: how meters are asked
 * @gateways: (nullable): "district:gateway,…": only these; for collecting on several machines
 * @spooled: (nullable): called in any thread when a round put something into the spool
 */
typedef struct {
    const char *conninfo;
    TallyCollectSpool *spool;
    GHashTable *maps;
    TallyCollectManner manner;
    const char *gateways;
    void (*spooled) (gpointer user_data);
    gpointer user_data;
} TallyCollectSettings;

/**
 * TallyCollectService:
 *
 * Reads all meters again and again: those of schedules gateway and large each
 * quarter of an hour, the community's each hour, shortly after the interval
 * ended; and at once what a clerk orders (collect.request), telling the
 * progress with NOTIFY collect. While the database is away it goes on with the
 * last plan it knew.
 */
#define TALLY_TYPE_COLLECT_SERVICE (tally_collect_service_get_type ())
G_DECLARE_FINAL_TYPE (TallyCollectService, tally_collect_service, TALLY, COLLECT_SERVICE, GObject)

/** tally_collect_service_new: copies the texts of @settings, refers to the rest */
TallyCollectService *tally_collect_service_new (const TallyCollectSettings *settings);

/** tally_collect_service_start: begins; every schedule is read once right away */
void tally_collect_service_start (TallyCollectService *self);

/** tally_collect_service_stop: ends after the meters at hand; blocks until then */
void tally_collect_service_stop (TallyCollectService *self);

/** tally_collect_service_get_totals: Returns: sums of all rounds since the start, for /metrics */
TallyCollectTotals tally_collect_service_get_totals (TallyCollectService *self);

G_END_DECLS
