// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/collect/tally-collect-batch.h"
#include "server/collect/tally-collect-progress-store.h"
#include "server/raw/tally-raw-import-step.h"

G_BEGIN_DECLS

/* Between the files of an import only. */

typedef struct {
    TallyDb *db;
    const TallyCollectFile *file;
    const TallyFileHow *how;
    TallyFileSummary *summary;
    const TallyFileTape *tape; /* of the whole file, or NULL */
    TallyRawImported *imported;
    GHashTable *by_code; /* code -> GPtrArray of TallyCollectTarget, not owned */
    GHashTable *districts;
    TallyCopyIn *keeping;  /* of the file; NULL: it is kept */
    GHashTable *registers; /* meter and channel -> id of the register the file tells of */
    TallyCollectBatch *batch;
    TallyCollectMarks *marks;
    GPtrArray *retired;   /* TallyRawRetired: months of the file that take nothing more */
    gboolean only_checks; /* nothing is stored */
    gboolean has_refused;
    gboolean has_late; /* days of such months */
} TallyRawImport;

/** tally_raw_import_append: stores the frames of the batch, unless nothing is stored */
gboolean tally_raw_import_append (TallyRawImport *self, GError **error);

/* What a reader of the file gives, data is the import: frames are made of it, or it is refused. */
gboolean tally_raw_import_take_series (const TallyFileSeries *series,
                                       gpointer user_data,
                                       GError **error);
gboolean tally_raw_import_take_reads (const TallyFileReads *reads,
                                      gpointer user_data,
                                      GError **error);

G_END_DECLS
