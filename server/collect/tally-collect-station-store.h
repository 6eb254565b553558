// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/collect/tally-collect-batch.h"
#include "server/collect/tally-collect-request-store.h"
#include "server/db/tally-db.h"

G_BEGIN_DECLS

/**
 * TallyCollectStation: a workstation that collects elsewhere
 * @gateways: "district:gateway,…": it alone reads these
 * @revoked_at, @seen_at: Unix seconds; 0: never
 * @report: JSON of its last heartbeat
 */
typedef struct {
    char *name;
    char *gateways;
    char *made_by;
    int64_t made_at;
    int64_t revoked_at;
    int64_t seen_at;
    char *report;
} TallyCollectStation;

void tally_collect_station_free (TallyCollectStation *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallyCollectStation, tally_collect_station_free)

/**
 * tally_collect_station_store_add:
 * @db: a connection of tally_settle
 * @token: (out) (transfer full): what the station proves itself with; kept nowhere
 *
 * Returns: %FALSE with %TALLY_ERROR_EXISTS when the name is taken, %TALLY_ERROR_INVALID when it
 *   or @gateways are no good
 */
gboolean tally_collect_station_store_add (TallyDb *db,
                                          const char *name,
                                          const char *gateways,
                                          const char *made_by,
                                          char **token,
                                          GError **error);

/** tally_collect_station_store_revoke: its token is good for nothing any more; the server reads its
 * gateways again. Returns: %FALSE with %TALLY_ERROR_NOT_FOUND */
gboolean tally_collect_station_store_revoke (TallyDb *db, const char *name, GError **error);

/** tally_collect_station_store_list: Returns: (transfer full) (element-type TallyCollectStation) */
GPtrArray *tally_collect_station_store_list (TallyDb *db, GError **error);

/**
 * tally_collect_station_store_find:
 * @db: a connection of tally_collector
 *
 * Returns: (transfer full): the name of the station whose token that is, or %NULL with
 *   %TALLY_ERROR_FORBIDDEN
 */
char *tally_collect_station_store_find (TallyDb *db, const char *token, GError **error);

/** tally_collect_station_store_seen: @report: JSON */
gboolean tally_collect_station_store_seen (TallyDb *db,
                                           const char *name,
                                           const char *report,
                                           GError **error);

/** tally_collect_station_store_errands: Returns: (transfer full) (element-type
 * TallyCollectRequest): what clerks want the station to read and nobody told it yet */
GPtrArray *tally_collect_station_store_errands (TallyDb *db, const char *name, GError **error);

/**
 * tally_collect_station_store_check:
 *
 * Returns: %FALSE with %TALLY_ERROR_FORBIDDEN when @batch says something of a meter that never
 *   hung behind a gateway of the station, or with %TALLY_ERROR_INVALID when it is not what a
 *   collector makes: its frames must unpack, stand on their day, and be within five years of
 *   @now (Unix seconds)
 */
gboolean tally_collect_station_store_check (TallyDb *db,
                                            const char *name,
                                            const TallyCollectBatch *batch,
                                            int64_t now,
                                            GError **error);

G_END_DECLS
