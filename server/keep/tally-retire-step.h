// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/raw/tally-raw-retired-store.h"

G_BEGIN_DECLS

/**
 * TallyRetireOrder:
 * @folder: where the archive goes
 * @person: login of who does it
 * @reason: why; not empty
 * @now: Unix seconds
 */
typedef struct {
    TallyMonth month;
    const char *folder;
    const char *person;
    const char *reason;
    int64_t now;
} TallyRetireOrder;

/**
 * tally_retire_step_run:
 * @db: a connection that acts as the owner, of which nothing else is asked
 * @order: what to retire
 * @path: (out) (transfer full): the archive
 * @archive: (out caller-allocates): what it holds
 * @error: return location: %TALLY_ERROR_EXISTS when the month was retired already, or a file that
 *   is not its archive has the name; %TALLY_ERROR_INVALID when it is too young, or a frame is not
 *   what it was; %TALLY_ERROR_BUSY when frames came or were read meanwhile
 *
 * Writes the frames of a month into an archive, reads it back from end to end, and only then takes
 * the month out of the database, in one transaction with the record of it. Whatever stops it leaves
 * the month where it was, or retired with a good archive; repeated, it finds an archive that was
 * finished and takes it when it is what it would write.
 */
gboolean tally_retire_step_run (TallyDb *db,
                                const TallyRetireOrder *order,
                                char **path,
                                TallyRawArchive *archive,
                                GError **error);

/**
 * tally_retire_step_restore:
 * @db: as for tally_retire_step_run()
 * @order: the month, who and why
 * @path: its archive, wherever it lies now
 * @archive: (out caller-allocates): what was put back
 * @n_late: (out): frames that came while the month was away, and are taken now
 * @error: return location: %TALLY_ERROR_NOT_FOUND when the month is not retired;
 *   %TALLY_ERROR_INVALID when the file is not the archive that was made of it
 *
 * Puts a month back, each frame with the bytes it had, and behind them what was refused meanwhile;
 * in one transaction.
 */
gboolean tally_retire_step_restore (TallyDb *db,
                                    const TallyRetireOrder *order,
                                    const char *path,
                                    TallyRawArchive *archive,
                                    int64_t *n_late,
                                    GError **error);

/** tally_retire_step_keep: sets how many months that are over must stay; 3 to 1200 */
gboolean tally_retire_step_keep (TallyDb *db,
                                 int n_months,
                                 const char *person,
                                 const char *reason,
                                 GError **error);

G_END_DECLS
