// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/raw/tally-raw-archive.h"
#include "server/raw/tally-raw-chain-calc.h"

G_BEGIN_DECLS

/** TallyRawRetired: a month whose frames lie in an archive; @retired_on: "2026-11-28" */
typedef struct {
    TallyDays days;
    TallyRawArchive archive;
    char *file; /* name of the archive, without a folder */
    char *retired_on;
    char *retired_by;
    char *reason;
} TallyRawRetired;

/** TALLY_RAW_ALL_DAYS: every month */
#define TALLY_RAW_ALL_DAYS ((TallyDays){ { -100000 }, { 1000000 } })

/**
 * tally_raw_retired_store_list:
 * @db: a connection of the roles collector, settle, auditor or owner
 * @days: local days
 *
 * Returns: (transfer full) (element-type TallyRawRetired): months that @days touch and whose frames
 *   lie in archives, the oldest first
 */
GPtrArray *tally_raw_retired_store_list (TallyDb *db, TallyDays days, GError **error);

/** tally_raw_retired_find: Returns: (nullable): the one of @months that has @day */
const TallyRawRetired *tally_raw_retired_find (const GPtrArray *months, TallyDay day);

/** tally_raw_retired_text: Returns: (transfer full): "2014-03 was retired on …; its frames …" */
char *tally_raw_retired_text (const TallyRawRetired *month);

/**
 * tally_raw_retired_store_refuse:
 * @db: a connection of the collector role, in a transaction
 *
 * Keeps a frame of a retired month in raw.refused, with why it is there; once, however often it
 * comes.
 */
gboolean tally_raw_retired_store_refuse (TallyDb *db,
                                         const TallyRawFrame *frame,
                                         const char *reason,
                                         GError **error);

/** tally_raw_retired_store_count: of @head's month: %TALLY_ERROR_NOT_FOUND when it has no frames */
gboolean tally_raw_retired_store_count (TallyDb *db, TallyRawArchiveHead *head, GError **error);

/* What follows is for the owner only, and for server/keep, which knows in what order. */

/**
 * tally_raw_retired_store_lock:
 *
 * Returns: %FALSE with %TALLY_ERROR_BUSY while another connection has it, %TALLY_ERROR_FORBIDDEN
 *   when @db does not act as the owner
 */
gboolean tally_raw_retired_store_lock (TallyDb *db, GError **error);

/** tally_raw_retired_store_unlock: a connection that broke has nothing locked any more */
void tally_raw_retired_store_unlock (TallyDb *db);

/** tally_raw_retired_store_keep_months: how many months that are over must stay */
gboolean tally_raw_retired_store_keep_months (TallyDb *db, int *n_months, GError **error);
gboolean tally_raw_retired_store_set_keep_months (TallyDb *db, int n_months, GError **error);

/**
 * tally_raw_retired_store_close:
 * @db: in a transaction of %TALLY_ISOLATION_EACH_STATEMENT
 * @archive: holds the month
 * @file: its name
 *
 * Writes down that the month lies in @archive, and takes it out of raw.frame. Returns: %FALSE with
 * %TALLY_ERROR_BUSY when somebody reads the month, or frames came that @archive does not have.
 */
gboolean tally_raw_retired_store_close (TallyDb *db,
                                        const TallyRawArchive *archive,
                                        const char *file,
                                        const char *person,
                                        const char *reason,
                                        GError **error);

/** tally_raw_retired_store_open: opens the month for its frames; that it was away stays written */
gboolean tally_raw_retired_store_open (TallyDb *db,
                                       TallyMonth month,
                                       const char *person,
                                       const char *reason,
                                       GError **error);

G_END_DECLS
