// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/collect/files/tally-file-summary.h"
#include "server/collect/tally-collect-file-store.h"
#include "server/raw/tally-raw-store.h"
#include "shared/time/tally-zone.h"

G_BEGIN_DECLS

/**
 * TallyRawImported:
 * @district_id: whose points it tells of; 0: of several districts, or of none we know
 * @is_stored: whether the file is in now
 * @was_known: whether it was in before; nothing was then done
 * @n_frames: frames it gave
 * @n_new: how many of them were not stored before
 * @n_unkept: intervals of streams that Gridtally keeps no channel for
 */
typedef struct {
    int32_t district_id;
    gboolean is_stored;
    gboolean was_known;
    int64_t n_frames;
    int64_t n_new;
    int64_t n_unkept;
} TallyRawImported;

/**
 * tally_raw_import_step:
 * @db: a connection of the collector role, not in a transaction
 * @file: the file; its sha256 is that of its content
 * @how: its format is not %TALLY_FILE_AUTO
 * @summary: what tally_file_summary_read() found in it; gets the issues of
 *   points and meters that are not known
 * @tape: (nullable): heard the file in that reading; without a whole one it is read again
 * @imported: (out caller-allocates): what was done
 * @error: return location: the database failed
 *
 * Stores the file and every frame of it in one transaction, or nothing when
 * anything in it is refused or doubted. Storing the same file again does nothing.
 */
gboolean tally_raw_import_step (TallyDb *db,
                                const TallyCollectFile *file,
                                const TallyFileHow *how,
                                TallyFileSummary *summary,
                                const TallyFileTape *tape,
                                TallyRawImported *imported,
                                GError **error);

/**
 * tally_raw_import_check:
 *
 * What tally_raw_import_step() would refuse, and how many frames it would store; nothing is
 * written.
 */
gboolean tally_raw_import_check (TallyDb *db,
                                 const TallyCollectFile *file,
                                 const TallyFileHow *how,
                                 TallyFileSummary *summary,
                                 const TallyFileTape *tape,
                                 TallyRawImported *imported,
                                 GError **error);

/**
 * tally_raw_import_instant:
 * @zone: of the point's district
 * @local: local standard time, counted as if it were UTC
 *
 * Returns: Unix seconds
 */
int64_t tally_raw_import_instant (const TallyZone *zone, int64_t local);

G_END_DECLS
