// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/db/tally-copy.h"
#include "server/db/tally-db-wire.h"
#include "server/db/tally-sql.h"
#include "shared/error/tally-error.h"

static const char signature[] = "PGCOPY\n\377\r\n";

#define HEADER_BYTES (sizeof signature + 8) /* signature, flags, length of extension */
#define DAY_2000 10957                      /* PostgreSQL counts from 2000-01-01 */
#define US_2000 (DAY_2000 * INT64_C (86400000000))
#define INT8_OID 20

struct _TallyCopyOut {
    TallyDbWire *wire;
    char *name;
    TallyCopyRowFunc func; /* gives the rows; NULL: the database does */
    gpointer func_data;
    char *row;            /* libpq's buffer */
    const uint8_t *whole; /* the row from its beginning */
    const uint8_t *next;  /* unread rest of the row */
    const uint8_t *end;
    size_t n_left; /* unread fields */
    gboolean is_first;
    gboolean is_over;
    const char *fault;
};

static uint64_t
read_fixed (const uint8_t *bytes, size_t n)
{
    uint64_t number = 0;

    for (size_t i = 0; i < n; i++)
        number = number << 8 | bytes[i];
    return number;
}

/* The text of an SQL file with literals in place of $1, $2 … . Comments and
 * strings of our files hold no "$". */
static char *
fill_in (PGconn *conn, const char *sql, size_t n_values, const char *const *values, GError **error)
{
    g_autoptr(GString) text = g_string_new (NULL);

    while (*sql != '\0') {
        size_t n_plain = strcspn (sql, "$");
        char *after = NULL;
        guint64 number;
        char *literal = NULL;

        g_string_append_len (text, sql, (gssize) n_plain);
        sql += n_plain;
        if (*sql == '\0')
            break;
        number = g_ascii_strtoull (sql + 1, &after, 10);
        if (number == 0 || number > n_values) {
            g_set_error (error, TALLY_ERROR, TALLY_ERROR_INTERNAL, "no value for %.4s", sql);
            return NULL;
        }
        if (values[number - 1] != NULL)
            literal = PQescapeLiteral (conn, values[number - 1], strlen (values[number - 1]));
        g_string_append (text, literal != NULL ? literal : "NULL");
        PQfreemem (literal);
        sql = after;
    }
    return g_string_free (g_steal_pointer (&text), FALSE);
}

TallyCopyOut *
tally_copy_out_new (TallyDb *db,
                    const char *name,
                    size_t n_values,
                    const char *const *values,
                    GError **error)
{
    g_autoptr(GBytes) sql = NULL;
    g_autofree char *text = NULL;
    TallyDbWire *wire;
    TallyCopyOut *self;

    g_return_val_if_fail (TALLY_IS_DB (db), NULL);

    wire = tally_db_get_wire (db);
    sql = tally_sql_load (name, error);
    if (sql != NULL)
        text = fill_in (wire->conn, g_bytes_get_data (sql, NULL), n_values, values, error);
    if (text == NULL)
        return NULL;

    if (!tally_db_wire_start_copy (wire, text, PGRES_COPY_OUT, error)) {
        g_prefix_error (error, "%s: ", name);
        return NULL;
    }

    self = g_new0 (TallyCopyOut, 1);
    self->wire = wire;
    self->name = g_strdup (name);
    self->is_first = TRUE;
    return self;
}

TallyCopyOut *
tally_copy_out_new_of_rows (const char *name, TallyCopyRowFunc func, gpointer data)
{
    TallyCopyOut *self = g_new0 (TallyCopyOut, 1);

    self->name = g_strdup (name);
    self->func = func;
    self->func_data = data;
    return self;
}

static gboolean
refuse (TallyCopyOut *self, const char *what, GError **error)
{
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_INTERNAL, "%s: %s", self->name, what);
    return FALSE;
}

/* All rows were sent; was it to their end? */
static gboolean
end_stream (TallyCopyOut *self, GError **error)
{
    GError *fault = NULL;
    PGresult *result;

    self->is_over = TRUE;
    while ((result = tally_db_wire_get_result (self->wire, fault == NULL ? &fault : NULL))
           != NULL) {
        if (fault == NULL)
            tally_sql_check (self->wire->conn, result, &fault);
        PQclear (result);
    }
    if (fault == NULL)
        return TRUE;
    g_propagate_prefixed_error (error, fault, "%s: ", self->name);
    return FALSE;
}

static gboolean
fetch_kept (TallyCopyOut *self, gboolean *is_row, GError **error)
{
    g_autoptr(GError) broken = NULL;
    size_t length = 0;

    self->next = self->func (self->func_data, &length, &broken);
    *is_row = self->next != NULL;
    self->end = *is_row ? self->next + length : NULL;
    self->is_over = !*is_row;
    if (broken == NULL)
        return TRUE;
    g_propagate_prefixed_error (error, g_steal_pointer (&broken), "%s: ", self->name);
    return FALSE;
}

/* Most rows are in libpq's buffer already and cost no system call. */
static gboolean
fetch (TallyCopyOut *self, gboolean *is_row, GError **error)
{
    int length;

    if (self->func != NULL)
        return fetch_kept (self, is_row, error);
    g_clear_pointer (&self->row, PQfreemem);
    *is_row = FALSE;
    while ((length = PQgetCopyData (self->wire->conn, &self->row, TRUE)) == 0
           && PQstatus (self->wire->conn) == CONNECTION_OK) {
        if (!tally_db_wire_wait (self->wire, error)) {
            g_prefix_error (error, "%s: ", self->name);
            self->is_over = TRUE;
            return FALSE;
        }
    }
    *is_row = length > 0;
    if (length <= 0)
        return end_stream (self, error);
    self->next = (const uint8_t *) self->row;
    self->end = self->next + length;
    return TRUE;
}

static gboolean
skip_header (TallyCopyOut *self, GError **error)
{
    if ((size_t) (self->end - self->next) < HEADER_BYTES
        || memcmp (self->next, signature, sizeof signature) != 0)
        return refuse (self, "is not a binary COPY", error);
    self->next += HEADER_BYTES;
    self->is_first = FALSE;
    return TRUE;
}

gboolean
tally_copy_out_next (TallyCopyOut *self, GError **error)
{
    gboolean is_row;
    int16_t n_fields;

    if (self->fault == NULL && self->n_left > 0)
        self->fault = "a row was not read to its end";
    if (self->fault != NULL)
        return refuse (self, self->fault, error);
    if (self->is_over || !fetch (self, &is_row, error) || !is_row)
        return FALSE;
    if (self->is_first && !skip_header (self, error))
        return FALSE;
    /* The header may stand before the first row or alone. */
    if (self->next == self->end)
        return tally_copy_out_next (self, error);
    if (self->end - self->next < 2)
        return refuse (self, "row is cut off", error);

    self->whole = self->next;
    n_fields = (int16_t) read_fixed (self->next, 2);
    self->next += 2;
    if (n_fields >= 0) {
        self->n_left = (size_t) n_fields;
        return TRUE;
    }
    /* The end mark: what follows is the result of the whole. */
    if (!fetch (self, &is_row, error))
        return FALSE;
    return is_row ? refuse (self, "rows after the end", error) : FALSE;
}

/* Gives the length of the next field, -1 for NULL, and steps over it. */
static int32_t
take (TallyCopyOut *self, const uint8_t **bytes)
{
    int32_t length;

    *bytes = NULL;
    if (self->fault != NULL)
        return -1;
    if (self->n_left == 0 || self->end - self->next < 4) {
        self->fault = "more fields were read than a row has";
        return -1;
    }
    length = (int32_t) read_fixed (self->next, 4);
    self->next += 4;
    self->n_left--;
    if (length < 0)
        return -1;
    if (length > self->end - self->next) {
        self->fault = "a field is cut off";
        return -1;
    }
    *bytes = self->next;
    self->next += length;
    return length;
}

static uint64_t
take_fixed (TallyCopyOut *self, int32_t n)
{
    const uint8_t *bytes;
    int32_t length = take (self, &bytes);

    if (length == n)
        return read_fixed (bytes, (size_t) n);
    if (length >= 0)
        self->fault = "a field was read as another type";
    return 0;
}

gboolean
tally_copy_out_is_null (const TallyCopyOut *self)
{
    return self->n_left > 0 && self->end - self->next >= 4
           && (int32_t) read_fixed (self->next, 4) < 0;
}

int16_t
tally_copy_out_int16 (TallyCopyOut *self)
{
    return (int16_t) take_fixed (self, 2);
}

int32_t
tally_copy_out_int32 (TallyCopyOut *self)
{
    return (int32_t) take_fixed (self, 4);
}

int64_t
tally_copy_out_int64 (TallyCopyOut *self)
{
    return (int64_t) take_fixed (self, 8);
}

gboolean
tally_copy_out_boolean (TallyCopyOut *self)
{
    return take_fixed (self, 1) != 0;
}

int32_t
tally_copy_out_day (TallyCopyOut *self)
{
    gboolean is_null = tally_copy_out_is_null (self);
    int32_t day = (int32_t) take_fixed (self, 4);

    return is_null ? 0 : day + DAY_2000;
}

int64_t
tally_copy_out_instant (TallyCopyOut *self)
{
    gboolean is_null = tally_copy_out_is_null (self);
    int64_t at_us = (int64_t) take_fixed (self, 8);

    return is_null ? 0 : at_us + US_2000;
}

void
tally_copy_out_skip (TallyCopyOut *self)
{
    const uint8_t *bytes;

    take (self, &bytes);
}

const uint8_t *
tally_copy_out_bytes (TallyCopyOut *self, size_t *length)
{
    const uint8_t *bytes;
    int32_t taken = take (self, &bytes);

    *length = taken > 0 ? (size_t) taken : 0;
    return bytes;
}

const uint8_t *
tally_copy_out_whole (TallyCopyOut *self, size_t *length)
{
    *length = (size_t) (self->end - self->whole);
    self->next = self->end;
    self->n_left = 0;
    return self->whole;
}

char *
tally_copy_out_text (TallyCopyOut *self)
{
    size_t length;
    const uint8_t *bytes = tally_copy_out_bytes (self, &length);

    return length > 0 ? g_strndup ((const char *) bytes, length) : g_strdup ("");
}

int64_t *
tally_copy_out_int64s (TallyCopyOut *self, size_t *n)
{
    /* dimensions, has NULL, type; then of one dimension: length, lower bound */
    enum {
        HEAD = 12,
        DIMENSION = 8,
        ITEM = 4 + 8
    };
    size_t length;
    const uint8_t *bytes = tally_copy_out_bytes (self, &length);
    int64_t *values;

    *n = 0;
    if (length < HEAD + DIMENSION)
        return NULL; /* NULL, or an array of nothing */
    *n = (length - HEAD - DIMENSION) / ITEM;
    if (read_fixed (bytes, 4) != 1 || read_fixed (bytes + 4, 4) != 0
        || read_fixed (bytes + 8, 4) != INT8_OID || read_fixed (bytes + HEAD, 4) != *n) {
        self->fault = "a field was read as another type";
        *n = 0;
        return NULL;
    }
    values = g_new (int64_t, *n);
    for (size_t i = 0; i < *n; i++)
        values[i] = (int64_t) read_fixed (bytes + HEAD + DIMENSION + i * ITEM + 4, 8);
    return values;
}

/* Left before its end: the server is told to stop, what is under way is dropped. */
static void
drain (TallyCopyOut *self)
{
    g_autoptr(GError) error = NULL;
    gboolean is_row = TRUE;

    if (!tally_db_wire_cancel (self->wire, &error))
        g_debug ("%s: cancel: %s", self->name, error->message);
    g_clear_error (&error);
    while (is_row && fetch (self, &is_row, &error))
        continue;
    if (error != NULL)
        g_debug ("%s", error->message);
}

void
tally_copy_out_free (TallyCopyOut *self)
{
    if (!self->is_over && self->func == NULL)
        drain (self);
    PQfreemem (self->row);
    g_free (self->name);
    g_free (self);
}
