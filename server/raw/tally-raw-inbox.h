// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/tally-db.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/** TallyRawInboxResult: what became of the files of one look */
typedef struct {
    int64_t n_done;
    int64_t n_failed;
    int64_t n_waiting; /* too young: somebody may still be writing them */
    int64_t n_unread;  /* cannot be read, by rights or by a fault of the disk; they stay */
} TallyRawInboxResult;

/**
 * tally_raw_inbox_step:
 * @db: a connection of the collector role
 * @folder: where other systems put interval files
 * @now: Unix seconds
 * @cancellable: (nullable): looked at between files
 * @result: (out caller-allocates): what was done
 * @error: return location: the folder cannot be used, or the database failed: the files that are
 *   left stay; or a file could not be read: the others are done all the same
 *
 * Imports every file of @folder, strictly, in the order of their names, and moves it to
 * `done/`, or, when it is refused, to `failed/`, each with a report beside it
 * (`NAME.report.json`). Names that begin with a dot or end in `.part` or `.tmp`, and files that
 * were written within the last seconds, are left for the next look. A crash between the import
 * and the move does no harm: the file is known then.
 */
gboolean tally_raw_inbox_step (TallyDb *db,
                               const char *folder,
                               int64_t now,
                               GCancellable *cancellable,
                               TallyRawInboxResult *result,
                               GError **error);

G_END_DECLS
