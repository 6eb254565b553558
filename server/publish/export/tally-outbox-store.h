// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/tally-db.h"
#include "shared/time/tally-day.h"

G_BEGIN_DECLS

/**
 * TallyOutboxVersion: what was written of a day
 * @number: 0: nothing
 * @sha256: of the file, in hexadecimal digits
 */
typedef struct {
    int number;
    char sha256[65];
} TallyOutboxVersion;

/**
 * tally_outbox_store_newest:
 * @file: content and format, such as "readings.csv"
 * @versions: (out): the newest of each of @days, one after another
 */
gboolean tally_outbox_store_newest (TallyDb *db,
                                    const char *file,
                                    TallyDays days,
                                    TallyOutboxVersion *versions,
                                    GError **error);

/** tally_outbox_store_add: notes that @version of @day went out under @name */
gboolean tally_outbox_store_add (TallyDb *db,
                                 const char *file,
                                 TallyDay day,
                                 const TallyOutboxVersion *version,
                                 int64_t n_rows,
                                 const char *name,
                                 GError **error);

G_END_DECLS
