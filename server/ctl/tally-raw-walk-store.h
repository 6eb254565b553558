// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/tally-db.h"

G_BEGIN_DECLS

/** tally_raw_walk_store_points: points of a code: district_id, point_id, name, time_zone */
PGresult *tally_raw_walk_store_points (TallyDb *db, const char *code, GError **error);

/** tally_raw_walk_store_chain: @day: "YYYY-MM-DD"; seq, digest, origin, chain in hexadecimal */
PGresult *tally_raw_walk_store_chain (TallyDb *db,
                                      const char *district_id,
                                      const char *day,
                                      GError **error);

/** tally_raw_walk_store_attempt: the question to @meter_id that brought @batch (hexadecimal) */
PGresult *tally_raw_walk_store_attempt (TallyDb *db,
                                        const char *district_id,
                                        const char *day,
                                        int64_t meter_id,
                                        const char *batch,
                                        GError **error);

/** tally_raw_walk_store_reading: what a person said of a register that a frame keeps */
PGresult *tally_raw_walk_store_reading (TallyDb *db,
                                        const char *district_id,
                                        int64_t meter_id,
                                        int channel,
                                        int64_t at,
                                        int64_t value,
                                        GError **error);

/** tally_raw_walk_store_readings: all that people read at a point; instants by @time_zone */
PGresult *tally_raw_walk_store_readings (TallyDb *db,
                                         const char *district_id,
                                         const char *point_id,
                                         const char *time_zone,
                                         GError **error);

/**
 * tally_raw_walk_store_file:
 * @district_id: (nullable): any district
 * @sha256: hexadecimal
 *
 * Returns: what is kept of the file, for tally_raw_walk_store_bytes()
 */
PGresult *tally_raw_walk_store_file (TallyDb *db,
                                     const char *district_id,
                                     const char *sha256,
                                     GError **error);

/**
 * tally_raw_walk_store_bytes:
 * @rows: of tally_raw_walk_store_file(), one row
 * @sha256: (out) (transfer full): of what is returned, hexadecimal
 *
 * Returns: (transfer full): the file; %NULL with %TALLY_ERROR_INVALID when what is kept of it is
 *   damaged
 */
GBytes *tally_raw_walk_store_bytes (PGresult *rows, char **sha256, GError **error);

/** tally_raw_walk_store_blocks: what validation made of a channel's day, the newest first */
PGresult *tally_raw_walk_store_blocks (TallyDb *db,
                                       const char *district_id,
                                       const char *point_id,
                                       const char *day,
                                       int channel,
                                       GError **error);

G_END_DECLS
