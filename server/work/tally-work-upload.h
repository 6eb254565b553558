// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire-import-check.h"

G_BEGIN_DECLS

/**
 * TallyWorkUpload: a file that a person sends
 * @name: of the file, without a folder
 * @content: all of it
 * @format: "nem12", "nem13", "espi", "mscons", "csv", or "auto": as its content says
 * @is_lenient: forgive what can be forgiven
 * @is_dry_run: only say what would be refused
 * @person: login of who sends it
 */
typedef struct {
    const char *name;
    GBytes *content;
    const char *format;
    gboolean is_lenient;
    gboolean is_dry_run;
    const char *person;
} TallyWorkUpload;

/**
 * tally_work_upload_run:
 * @conninfo: connection string; the collector role stores the file
 * @upload: what was sent
 * @error: return location
 *
 * Imports the file as the inbox would: all of it or nothing, recorded either way. A dry run stores
 * and records nothing.
 *
 * Returns: (transfer full) (nullable): also for a file that is refused; %TALLY_ERROR_INVALID when
 *   it is of no known kind
 */
TallyWireImportCheck *tally_work_upload_run (const char *conninfo,
                                             const TallyWorkUpload *upload,
                                             GError **error);

G_END_DECLS
