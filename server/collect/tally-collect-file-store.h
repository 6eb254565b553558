// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/tally-copy.h"

G_BEGIN_DECLS

/** TallyCollectTarget: a meter that measured a point, for whom a file may hold values */
typedef struct {
    int32_t district_id;
    int64_t point_id;
    int64_t meter_id;
    char *code;
    char *serial;
    gboolean is_main;
    int64_t valid_from; /* Unix seconds */
    int64_t valid_to;   /* INT64_MAX while it hangs */
    char *time_zone;
} TallyCollectTarget;

/**
 * tally_collect_file_store_targets:
 * @db: a connection of the collector role
 * @codes: (array length=n): codes of points
 * @error: return location
 *
 * Returns: (transfer full) (element-type TallyCollectTarget): by code, district,
 *   main meters first, then by time
 */
GPtrArray *tally_collect_file_store_targets (TallyDb *db,
                                             const char *const *codes,
                                             size_t n,
                                             GError **error);

/**
 * TallyCollectFile: a file as collect.file keeps it, byte for byte
 * @packed: (nullable): the same by tally_file_pack(), to be kept in its place
 * @mapping: (nullable): how it is read, where its format alone does not say
 */
typedef struct {
    const char *name;
    const char *format;
    const uint8_t *content;
    size_t length;
    GBytes *packed;
    uint8_t sha256[32];
    int64_t n_intervals;
    const char *mapping;
} TallyCollectFile;

/** tally_collect_file_store_lock: others with the same file wait until the transaction ends */
gboolean tally_collect_file_store_lock (TallyDb *db, const TallyCollectFile *file, GError **error);

/** tally_collect_file_store_has: whether @district_id has that very file */
gboolean tally_collect_file_store_has (TallyDb *db,
                                       int32_t district_id,
                                       const TallyCollectFile *file,
                                       gboolean *has,
                                       GError **error);

/**
 * tally_collect_file_store_add:
 * @db: in a transaction
 *
 * Keeps the file.
 *
 * Returns: (transfer full): the database still works on it; tally_copy_in_finish() tells the end,
 *   and @db can do nothing else before
 */
TallyCopyIn *tally_collect_file_store_add (TallyDb *db,
                                           int32_t district_id,
                                           const TallyCollectFile *file,
                                           GError **error);

G_END_DECLS
