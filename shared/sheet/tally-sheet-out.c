// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/sheet/tally-sheet-out.h"

#include "shared/error/tally-error.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <xlsxwriter.h>

#define EXACT_DIGITS 15
#define MOST_TITLE 24 /* of 31 characters, so that a number of the sheet fits behind it */
#define WIDTH_NUMBER 14
#define WIDTH_TEXT 22

struct _TallySheetOut {
    char *path;
    char *part;
    char *title;
    char *names[TALLY_SHEET_MAX_COLUMNS];
    gboolean are_numbers[TALLY_SHEET_MAX_COLUMNS];
    size_t n_columns;
    guint most_rows;

    lxw_workbook *book; /* NULL once closed */
    lxw_worksheet *sheet;
    lxw_format *bold;
    guint n_sheets;
    lxw_row_t row; /* that is written next */
};

static char *
clean_title (const char *title)
{
    g_autofree char *valid = g_utf8_make_valid (title, -1);
    char *cut = g_utf8_substring (valid, 0, MIN (g_utf8_strlen (valid, -1), MOST_TITLE));

    g_strdelimit (cut, "[]:*?/\\'", '-');
    return cut;
}

static gboolean
refuse (const TallySheetOut *self, lxw_error code, GError **error)
{
    g_set_error (error, TALLY_ERROR,
                 code == LXW_ERROR_MAX_STRING_LENGTH_EXCEEDED ? TALLY_ERROR_INVALID
                                                              : TALLY_ERROR_INTERNAL,
                 "%s: row %u: %s", self->path, self->row + 1, lxw_strerror (code));
    return FALSE;
}

static gboolean
begin_sheet (TallySheetOut *self, GError **error)
{
    g_autofree char *name = self->n_sheets == 0
                                ? g_strdup (self->title)
                                : g_strdup_printf ("%s %u", self->title, self->n_sheets + 1);
    lxw_col_t last = (lxw_col_t) (self->n_columns - 1);
    lxw_error code = LXW_NO_ERROR;

    self->row = 0;
    self->n_sheets++;
    self->sheet = workbook_add_worksheet (self->book, name);
    if (self->sheet == NULL)
        return refuse (self, LXW_ERROR_PARAMETER_VALIDATION, error);
    for (size_t i = 0; i < self->n_columns; i++)
        worksheet_set_column (self->sheet, (lxw_col_t) i, (lxw_col_t) i,
                              self->are_numbers[i] ? WIDTH_NUMBER : WIDTH_TEXT, NULL);
    worksheet_freeze_panes (self->sheet, 1, 0);
    for (size_t i = 0; code == LXW_NO_ERROR && i < self->n_columns; i++)
        code = worksheet_write_string (self->sheet, 0, (lxw_col_t) i, self->names[i], self->bold);
    if (code != LXW_NO_ERROR)
        return refuse (self, code, error);
    worksheet_autofilter (self->sheet, 0, 0, (lxw_row_t) (self->most_rows - 1), last);
    self->row = 1;
    return TRUE;
}

TallySheetOut *
tally_sheet_out_new (const char *path,
                     const char *title,
                     const TallySheetColumn *columns,
                     size_t n_columns,
                     GError **error)
{
    g_autoptr(TallySheetOut) self = g_new0 (TallySheetOut, 1);
    lxw_workbook_options options = { .constant_memory = LXW_TRUE, .use_zip64 = LXW_TRUE };

    g_return_val_if_fail (n_columns >= 1 && n_columns <= TALLY_SHEET_MAX_COLUMNS, NULL);

    self->path = g_strdup (path);
    self->part = g_strconcat (path, ".part", NULL);
    self->title = clean_title (title);
    self->most_rows = TALLY_SHEET_MAX_ROWS;
    self->n_columns = n_columns;
    for (size_t i = 0; i < n_columns; i++) {
        self->names[i] = g_utf8_make_valid (columns[i].name != NULL ? columns[i].name : "", -1);
        self->are_numbers[i] = columns[i].is_number;
    }
    self->book = workbook_new_opt (self->part, &options);
    if (self->book == NULL) {
        refuse (self, LXW_ERROR_MEMORY_MALLOC_FAILED, error);
        return NULL;
    }
    self->bold = workbook_add_format (self->book);
    format_set_bold (self->bold);
    return begin_sheet (self, error) ? g_steal_pointer (&self) : NULL;
}

void
tally_sheet_out_set_sheet_rows (TallySheetOut *self, guint n)
{
    self->most_rows = CLAMP (n, 2, TALLY_SHEET_MAX_ROWS);
}

/* "-12.50" is, "007", "1e3", ".5" and a number of sixteen digits are not: a serial keeps its
 * zeros, and a sum its last digit. */
static gboolean
is_exact (const char *text)
{
    const char *whole = text + (text[0] == '-');
    size_t n_whole = strspn (whole, "0123456789");
    const char *end = whole + n_whole;
    size_t n_behind = 0;

    if (n_whole == 0 || (whole[0] == '0' && n_whole > 1))
        return FALSE;
    if (*end == '.') {
        n_behind = strspn (end + 1, "0123456789");
        end += 1 + n_behind;
    }
    return *end == '\0' && end[-1] != '.' && n_whole + n_behind <= EXACT_DIGITS;
}

static lxw_error
write_cell (TallySheetOut *self, size_t column, const char *text)
{
    g_autofree char *valid = NULL;

    if (self->are_numbers[column] && is_exact (text))
        return worksheet_write_number (self->sheet, self->row, (lxw_col_t) column,
                                       g_ascii_strtod (text, NULL), NULL);
    valid = g_utf8_make_valid (text, -1);
    return worksheet_write_string (self->sheet, self->row, (lxw_col_t) column, valid, NULL);
}

gboolean
tally_sheet_out_add (TallySheetOut *self, const char *const *cells, GError **error)
{
    g_return_val_if_fail (self->book != NULL, FALSE);

    if (self->row == self->most_rows && !begin_sheet (self, error))
        return FALSE;
    for (size_t i = 0; i < self->n_columns; i++) {
        lxw_error code = cells[i] == NULL || cells[i][0] == '\0' ? LXW_NO_ERROR
                                                                 : write_cell (self, i, cells[i]);

        if (code != LXW_NO_ERROR)
            return refuse (self, code, error);
    }
    self->row++;
    return TRUE;
}

gboolean
tally_sheet_out_close (TallySheetOut *self, GError **error)
{
    lxw_error code;

    g_return_val_if_fail (self->book != NULL, FALSE);

    code = workbook_close (g_steal_pointer (&self->book));
    if (code != LXW_NO_ERROR) {
        g_remove (self->part);
        return refuse (self, code, error);
    }
    if (g_rename (self->part, self->path) == 0)
        return TRUE;
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_INTERNAL, "%s: %s", self->path,
                 g_strerror (errno));
    g_remove (self->part);
    return FALSE;
}

void
tally_sheet_out_free (TallySheetOut *self)
{
    if (self == NULL)
        return;
    g_clear_pointer (&self->book, lxw_workbook_free);
    for (size_t i = 0; i < self->n_columns; i++)
        g_free (self->names[i]);
    g_free (self->title);
    g_free (self->part);
    g_free (self->path);
    g_free (self);
}
