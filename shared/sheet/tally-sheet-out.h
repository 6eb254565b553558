// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** TALLY_SHEET_MAX_COLUMNS: of a table */
#define TALLY_SHEET_MAX_COLUMNS 64

/** TALLY_SHEET_MAX_ROWS: of one sheet, the line of names among them; more go to a further sheet */
#define TALLY_SHEET_MAX_ROWS 1048576

/**
 * TallySheetColumn:
 * @name: (nullable): above it
 * @is_number: its cells are numbers, where they can be exact ones
 */
typedef struct {
    const char *name;
    gboolean is_number;
} TallySheetColumn;

/**
 * TallySheetOut:
 *
 * Writes a table as an Office Open XML workbook (ECMA-376), row by row and in bounded memory, for
 * people who go on working in a spreadsheet. The line of names stays in sight and filters.
 */
typedef struct _TallySheetOut TallySheetOut;

/**
 * tally_sheet_out_new:
 * @path: file; written beside it, as PATH.part, until it is whole
 * @title: name of the sheet, shortened and cleaned to what a sheet may be called
 * @columns: (array length=n_columns): at most %TALLY_SHEET_MAX_COLUMNS
 *
 * Returns: %NULL with %TALLY_ERROR_INTERNAL when it cannot be begun
 */
TallySheetOut *tally_sheet_out_new (const char *path,
                                    const char *title,
                                    const TallySheetColumn *columns,
                                    size_t n_columns,
                                    GError **error);

/**
 * tally_sheet_out_set_sheet_rows: for tests
 * @n: most rows of a sheet, the line of names among them
 */
void tally_sheet_out_set_sheet_rows (TallySheetOut *self, guint n);

/**
 * tally_sheet_out_add:
 * @cells: (array): UTF-8 of each column, a number with a point and without thousands; %NULL or "":
 *   nothing
 *
 * A cell of a number column becomes a number when a spreadsheet keeps it to the last digit: up to
 * 15 digits, and no zeros in front. Everything else is text, and no text is ever a formula.
 *
 * Returns: %FALSE with %TALLY_ERROR_INVALID when a cell is longer than a sheet takes
 */
gboolean tally_sheet_out_add (TallySheetOut *self, const char *const *cells, GError **error);

/** tally_sheet_out_close: makes the file whole. Returns: %FALSE, and no file is there */
gboolean tally_sheet_out_close (TallySheetOut *self, GError **error);

/** tally_sheet_out_free: what is not closed leaves nothing behind */
void tally_sheet_out_free (TallySheetOut *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallySheetOut, tally_sheet_out_free)

G_END_DECLS
