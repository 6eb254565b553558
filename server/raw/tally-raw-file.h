// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/raw/tally-raw-import-step.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * TallyRawFile:
 * @name: as it was given
 * @format: "nem12", "espi" …
 * @sha256: of its content, hexadecimal
 * @is_dry_run: whether it was only read
 * @summary: what it holds and what is wrong with it
 * @imported: what was stored
 *
 * What became of one file.
 */
typedef struct {
    char *name;
    const char *format;
    char *sha256;
    gboolean is_dry_run;
    TallyFileSummary *summary;
    TallyRawImported imported;
} TallyRawFile;

void tally_raw_file_free (TallyRawFile *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallyRawFile, tally_raw_file_free)

/**
 * tally_raw_file_step:
 * @db: (nullable): a connection of the collector role; %NULL: points and meters are not looked up
 * @path: of the file, at most %TALLY_FILE_MAX_BYTES; out of a zip archive of its own
 * @how: with %TALLY_FILE_AUTO as its content says
 * @person: (nullable): who brings it: a login, or "inbox"; %NULL: a dry run, which stores and
 *   records nothing
 * @error: return location: the file cannot be opened, is of no known kind, or the database failed
 *
 * Reads a file, and, unless it is a dry run, stores it whole or not at all, and records in
 * collect.import what became of it.
 *
 * Returns: (transfer full): also for a file that is refused
 */
TallyRawFile *tally_raw_file_step (TallyDb *db,
                                   const char *path,
                                   const TallyFileHow *how,
                                   const char *person,
                                   GError **error);

/** tally_raw_file_state: Returns: "checked", "imported", "known" or "refused" */
const char *tally_raw_file_state (const TallyRawFile *self);

/** tally_raw_file_to_json: Returns: (transfer full): the report, an object */
JsonNode *tally_raw_file_to_json (const TallyRawFile *self);

G_END_DECLS
