// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Books of bills, each in a file that nobody else may read. The oldest make room; none outlives
 * the server. */

/** TALLY_BOOKS_KEPT: how many are kept */
#define TALLY_BOOKS_KEPT 8

typedef struct _TallyBookShelf TallyBookShelf;

/** tally_book_shelf_new: without a folder it makes one of its own when the first book is asked */
TallyBookShelf *tally_book_shelf_new (void);
void tally_book_shelf_free (TallyBookShelf *self);

/**
 * tally_book_shelf_set_folder:
 * @folder: where the books are; made when it is not there. What an earlier server left there goes
 *
 * Before the first book. Returns: %FALSE with %G_FILE_ERROR
 */
gboolean tally_book_shelf_set_folder (TallyBookShelf *self, const char *folder, GError **error);

/** tally_book_shelf_reserve: @person asks; FALSE when that id is taken */
gboolean tally_book_shelf_reserve (TallyBookShelf *self, const char *id, const char *person);

/** tally_book_shelf_path: Returns: (transfer full): where the book is to be written, or %NULL */
char *tally_book_shelf_path (TallyBookShelf *self, const char *id, GError **error);

/** tally_book_shelf_put: the book of @id is whole; from any thread */
void tally_book_shelf_put (TallyBookShelf *self, const char *id);

/** tally_book_shelf_drop: there is no such book any more; from any thread */
void tally_book_shelf_drop (TallyBookShelf *self, const char *id);

/**
 * tally_book_shelf_get:
 * @pdf: (out) (transfer full) (nullable): %NULL while it is being written
 *
 * Returns: %FALSE with %TALLY_ERROR_NOT_FOUND when @person did not ask for it, or it came to
 *   nothing or had to make room; or with the error of the file
 */
gboolean tally_book_shelf_get (TallyBookShelf *self,
                               const char *id,
                               const char *person,
                               GBytes **pdf,
                               GError **error);

G_END_DECLS
