// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client-gtk/widgets/tally-column.h"

G_BEGIN_DECLS

/** TallyTable: rows of a list as text, taken once, so that a thread can write them */
typedef struct _TallyTable TallyTable;

/**
 * tally_table_new:
 * @title: what the rows are
 * @columns: those to take, in this order
 * @rows: a list of items
 */
TallyTable *tally_table_new (const char *title,
                             const TallyColumn *const *columns,
                             size_t n_columns,
                             GListModel *rows);
void tally_table_free (TallyTable *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallyTable, tally_table_free)

guint tally_table_get_n_rows (const TallyTable *self);

/** tally_table_get_title: Returns: (transfer none): what the rows are */
const char *tally_table_get_title (const TallyTable *self);

/**
 * tally_table_to_csv:
 *
 * Text that a spreadsheet would take for a formula is marked with an apostrophe.
 *
 * Returns: (transfer full): CSV by RFC 4180 with a byte order mark
 */
char *tally_table_to_csv (const TallyTable *self);

/**
 * tally_table_save_sheet:
 * @path: (type filename): file to write
 *
 * Writes a workbook; see tally_sheet_out_new().
 */
gboolean tally_table_save_sheet (const TallyTable *self, const char *path, GError **error);

G_END_DECLS
