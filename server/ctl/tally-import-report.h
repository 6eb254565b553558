// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/raw/tally-raw-import-step.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/** TallyImportReport: what became of one file */
typedef struct {
    const char *name;
    const char *format;
    const char *sha256; /* hexadecimal */
    gboolean is_dry_run;
    const TallyFileSummary *summary;
    TallyRawImported imported;
} TallyImportReport;

/** tally_import_report_state: Returns: "checked", "imported", "known" or "refused" */
const char *tally_import_report_state (const TallyImportReport *report);

/** tally_import_report_add_json: adds one object */
void tally_import_report_add_json (const TallyImportReport *report, JsonBuilder *builder);

/** tally_import_report_print: for people; issues go to standard error as file:line:field */
void tally_import_report_print (const TallyImportReport *report);

G_END_DECLS
