// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/tally-db.h"
#include "shared/time/tally-day.h"
#include "shared/time/tally-zone.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum {
    TALLY_EXPORT_READINGS,
    TALLY_EXPORT_BALANCES,
    TALLY_EXPORT_BILLS,
} TallyExportWhat;

/** tally_export_what_find: @name: "readings", "balances" or "bills" */
gboolean tally_export_what_find (const char *name, TallyExportWhat *what);

typedef enum {
    TALLY_EXPORT_CSV,
    TALLY_EXPORT_NEM12,
    TALLY_EXPORT_GREEN_BUTTON,
    TALLY_EXPORT_XLSX,
} TallyExportFormat;

/** tally_export_format_find: @name: "csv", "nem12", "green-button" or "xlsx" */
gboolean tally_export_format_find (const char *name, TallyExportFormat *format);

/**
 * TallyExportOrder:
 * @format: of readings; all else is CSV or a workbook
 * @sheet_path: (nullable): the file, of a workbook
 * @days: local days; of bills, those of issue
 * @district_id: (nullable): number of the only district, as text
 * @codes: (nullable) (array zero-terminated=1): of the points whose readings go out; %NULL: all
 * @from, @to: who sends and who gets the file, where the format names them
 */
typedef struct {
    TallyExportWhat what;
    TallyExportFormat format;
    TallyDays days;
    const char *district_id;
    const char *const *codes;
    const char *from;
    const char *to;
    const char *sheet_path;
} TallyExportOrder;

/** TallyExported: what was written; @sha256: of the stream, in hexadecimal digits */
typedef struct {
    char sha256[65];
    int64_t n_points; /* that have a validated day */
    int64_t n_intervals;
    int64_t n_rows; /* of balances or bills */
} TallyExported;

/**
 * tally_export:
 * @db: a connection of the settle role
 * @stream: (nullable): takes the file; closed by the caller; %NULL for a workbook
 *
 * Writes the newest version of the validated days of points, channels 1 to 4, in bounded memory; or
 * the newest balance of each node and day; or what was issued. The same data make the same bytes.
 */
gboolean tally_export (TallyDb *db,
                       const TallyExportOrder *order,
                       GOutputStream *stream,
                       TallyExported *exported,
                       GError **error);

G_END_DECLS
