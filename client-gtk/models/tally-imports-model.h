// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client-gtk/models/tally-feed.h"
#include "client-gtk/models/tally-job.h"
#include "shared/wire/tally-wire-import-check.h"
#include "shared/wire/tally-wire-import.h"

G_BEGIN_DECLS

/** TALLY_IMPORTS_MAX_BYTES: of a file that is sent; larger ones go to the inbox */
#define TALLY_IMPORTS_MAX_BYTES (10 * 1024 * 1024)

/**
 * TallyImportsModel:
 *
 * Files that were brought, what became of one of them, and sending another. The report that is
 * shown is of the chosen file, or of the one that was just sent.
 *
 * Signal "report-changed": another report, or none.
 */
#define TALLY_TYPE_IMPORTS_MODEL (tally_imports_model_get_type ())
G_DECLARE_FINAL_TYPE (TallyImportsModel, tally_imports_model, TALLY, IMPORTS_MODEL, GObject)

TallyImportsModel *tally_imports_model_new (TallyApi *api);
void tally_imports_model_refresh (TallyImportsModel *self);

/** tally_imports_model_get_imports: rows of #TallyWireImport */
TallyFeed *tally_imports_model_get_imports (TallyImportsModel *self);
TallyJob *tally_imports_model_get_job (TallyImportsModel *self);

/** tally_imports_model_choose: @id: (nullable): whose report is shown */
void tally_imports_model_choose (TallyImportsModel *self, const char *id);

/** tally_imports_model_get_title: Returns: (nullable): name and state of the file reported on */
const char *tally_imports_model_get_title (TallyImportsModel *self);

/** tally_imports_model_get_issues: a list of #TallyWireImportIssue, same for ever */
GListModel *tally_imports_model_get_issues (TallyImportsModel *self);

/** tally_imports_model_get_channels: a list of #TallyWireImportChannel, same for ever */
GListModel *tally_imports_model_get_channels (TallyImportsModel *self);

gboolean tally_imports_model_may (TallyImportsModel *self);

/** tally_imports_model_send: reads @file and sends it; the job says how it ended */
void tally_imports_model_send (TallyImportsModel *self,
                               GFile *file,
                               gboolean is_dry_run,
                               gboolean is_lenient);

/** tally_imports_model_cancel: stops sending */
void tally_imports_model_cancel (TallyImportsModel *self);

/** tally_imports_model_count_refused: Returns: files that were refused today */
guint tally_imports_model_count_refused (TallyImportsModel *self);

/** tally_imports_model_hear: takes an event of the server */
void tally_imports_model_hear (TallyImportsModel *self,
                               const char *name,
                               const TallyWireEvent *event);

/** tally_imports_model_state_word: Returns: a state in the language of the person */
const char *tally_imports_model_state_word (const char *state);

G_END_DECLS
