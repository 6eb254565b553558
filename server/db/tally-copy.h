// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/tally-db.h"

G_BEGIN_DECLS

/*
 * Rows in bulk, by binary COPY: ten times faster than statements. The fields
 * of a row are read, or written, in the order in which the SQL file names
 * them, each with the function of its SQL type. Faults are kept and come out
 * where the header says GError, so that a row reads as a plain list of fields.
 * While a stream is open its connection can do nothing else.
 */

/** Instants are microseconds since 1970-01-01 UTC, days are counted from 1970-01-01. */

/**
 * TallyCopyOut:
 *
 * Rows that come from the database.
 */
typedef struct _TallyCopyOut TallyCopyOut;

/**
 * tally_copy_out_new:
 * @db: a connection; it must outlive the stream
 * @name: an SQL file, `COPY (SELECT … WHERE district_id = $1::integer …) TO
 *   STDOUT (FORMAT binary)`
 * @n_values: number of @values
 * @values: (array length=n_values) (nullable): what stands for $1, $2 …; put in
 *   as quoted literals, because COPY takes no parameters; %NULL is SQL NULL
 * @error: return location
 */
TallyCopyOut *tally_copy_out_new (TallyDb *db,
                                  const char *name,
                                  size_t n_values,
                                  const char *const *values,
                                  GError **error);

/**
 * TallyCopyRowFunc:
 * @length: (out): number of bytes
 *
 * Returns: (transfer none): the next row, as tally_copy_out_whole() gives it, until the next call;
 *   %NULL after the last one, and with @error when there should be more
 */
typedef const uint8_t *(*TallyCopyRowFunc) (gpointer user_data, size_t *length, GError **error);

/**
 * tally_copy_out_new_of_rows:
 * @name: what faults are told of
 *
 * Rows that were kept somewhere else, read as those of the database are.
 */
TallyCopyOut *tally_copy_out_new_of_rows (const char *name, TallyCopyRowFunc func, gpointer data);

/**
 * tally_copy_out_next:
 * @self: a stream
 * @error: return location
 *
 * Goes to the next row.
 *
 *     while (tally_copy_out_next (rows, &error)) { … }
 *     if (error != NULL) …
 *
 * Returns: %FALSE without @error after the last row. %FALSE with @error when
 *   the stream broke, or fields of the row before were read with the wrong
 *   type or not all: nothing computed from the stream may then be used.
 */
gboolean tally_copy_out_next (TallyCopyOut *self, GError **error);

/** tally_copy_out_is_null: whether the field that is read next is NULL */
gboolean tally_copy_out_is_null (const TallyCopyOut *self);

/* Each reads the next field. NULL, or a field of another type, gives 0 (and
 * nothing for bytes and text) and, unless it is NULL, a fault. */
int16_t tally_copy_out_int16 (TallyCopyOut *self);
int32_t tally_copy_out_int32 (TallyCopyOut *self);
int64_t tally_copy_out_int64 (TallyCopyOut *self);
gboolean tally_copy_out_boolean (TallyCopyOut *self);
int32_t tally_copy_out_day (TallyCopyOut *self);     /* date */
int64_t tally_copy_out_instant (TallyCopyOut *self); /* timestamptz */
void tally_copy_out_skip (TallyCopyOut *self);

/**
 * tally_copy_out_bytes:
 * @length: (out): number of bytes
 *
 * A bytea, uuid (16 bytes) or text field.
 *
 * Returns: (transfer none): valid until the next row
 */
const uint8_t *tally_copy_out_bytes (TallyCopyOut *self, size_t *length);

/**
 * tally_copy_out_whole:
 * @length: (out): number of bytes
 *
 * The row as it stands in a binary COPY, before any field of it was read: number of fields, and
 * each with its length. Nothing of it is left to read then.
 *
 * Returns: (transfer none): valid until the next row
 */
const uint8_t *tally_copy_out_whole (TallyCopyOut *self, size_t *length);

/** tally_copy_out_text: Returns: (transfer full): a text field; NULL is "" */
char *tally_copy_out_text (TallyCopyOut *self);

/**
 * tally_copy_out_int64s:
 * @n: (out): number of values
 *
 * A bigint[] of one dimension without NULL.
 *
 * Returns: (transfer full) (array length=n): free with g_free()
 */
int64_t *tally_copy_out_int64s (TallyCopyOut *self, size_t *n);

/** tally_copy_out_free: ends the stream; a query that still runs is cancelled */
void tally_copy_out_free (TallyCopyOut *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallyCopyOut, tally_copy_out_free)

/**
 * TallyCopyIn:
 *
 * Rows that go to the database.
 */
typedef struct _TallyCopyIn TallyCopyIn;

/**
 * tally_copy_in_new:
 * @db: a connection in a transaction; it must outlive the stream
 * @name: an SQL file, `COPY raw.frame (district_id, …) FROM STDIN (FORMAT binary)`
 * @error: return location
 */
TallyCopyIn *tally_copy_in_new (TallyDb *db, const char *name, GError **error);

/** tally_copy_in_row: starts a row of @n_fields, all of which must follow */
void tally_copy_in_row (TallyCopyIn *self, size_t n_fields);

/** tally_copy_in_whole: the same with all its fields, as tally_copy_out_whole() gives a row */
void tally_copy_in_whole (TallyCopyIn *self, const uint8_t *row, size_t length);

/* Each writes the next field. */
void tally_copy_in_null (TallyCopyIn *self);
void tally_copy_in_int16 (TallyCopyIn *self, int16_t value);
void tally_copy_in_int32 (TallyCopyIn *self, int32_t value);
void tally_copy_in_int64 (TallyCopyIn *self, int64_t value);
void tally_copy_in_boolean (TallyCopyIn *self, gboolean value);
void tally_copy_in_day (TallyCopyIn *self, int32_t day);
void tally_copy_in_instant (TallyCopyIn *self, int64_t at_us);
void tally_copy_in_bytes (TallyCopyIn *self, const void *bytes, size_t length);
void tally_copy_in_text (TallyCopyIn *self, const char *text); /* %NULL is SQL NULL */
void tally_copy_in_jsonb (TallyCopyIn *self, const char *json);
void tally_copy_in_int64s (TallyCopyIn *self, const int64_t *values, size_t n);
void tally_copy_in_texts (TallyCopyIn *self, const char *const *texts, size_t n);

/**
 * tally_copy_in_close:
 *
 * No row follows. The database works on what it was sent while the caller does other things;
 * tally_copy_in_finish() then waits for the rest.
 */
void tally_copy_in_close (TallyCopyIn *self);

/**
 * tally_copy_in_finish:
 * @self: a stream
 * @n_rows: (out) (optional): rows that the database took
 * @error: return location
 *
 * Ends the stream. Only now is it known whether every row was good.
 */
gboolean tally_copy_in_finish (TallyCopyIn *self, int64_t *n_rows, GError **error);

/** tally_copy_in_free: takes all rows back without finish before it; after close, the transaction's
 * end does */
void tally_copy_in_free (TallyCopyIn *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallyCopyIn, tally_copy_in_free)

G_END_DECLS
