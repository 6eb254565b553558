// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/tally-db.h"
#include "server/raw/tally-raw-archive-calc.h"

G_BEGIN_DECLS

#define TALLY_RAW_SHA256_TEXT 65

/**
 * TallyRawArchive: an archive that was written or read to its end
 * @sha256: of the whole file, in hexadecimal, as sha256sum prints it
 */
typedef struct {
    TallyRawArchiveHead head;
    char sha256[TALLY_RAW_SHA256_TEXT];
} TallyRawArchive;

/**
 * tally_raw_archive_write:
 * @db: a connection of the owner, in a transaction of %TALLY_ISOLATION_ONE_VIEW
 * @path: a file, begun anew when there is one
 * @month: which frames
 * @archive: (out caller-allocates): what was written
 * @error: return location: %TALLY_ERROR_NOT_FOUND when the month has no frames
 *
 * Streams a month into a file, in the same bytes whenever it is done, and waits until the disk has
 * them. What it left is to be removed when it fails.
 */
gboolean tally_raw_archive_write (TallyDb *db,
                                  const char *path,
                                  TallyMonth month,
                                  TallyRawArchive *archive,
                                  GError **error);

/**
 * tally_raw_archive_check:
 * @path: an archive
 * @archive: (out caller-allocates): what it is
 * @error: return location: %TALLY_ERROR_INVALID, naming the file and what is wrong with it
 *
 * Reads an archive to its end: digest of the file, digest of every frame, every chain, and that it
 * holds what it says. Needs no database and no more memory than a frame.
 */
gboolean tally_raw_archive_check (const char *path, TallyRawArchive *archive, GError **error);

/**
 * tally_raw_archive_load:
 * @db: a connection of the owner, in the transaction that opened the month
 * @path: an archive
 * @archive: as tally_raw_archive_check() found it
 * @error: return location: the file is not that one any more
 *
 * Puts the frames of an archive back, as they were.
 */
gboolean tally_raw_archive_load (TallyDb *db,
                                 const char *path,
                                 const TallyRawArchive *archive,
                                 GError **error);

G_END_DECLS
