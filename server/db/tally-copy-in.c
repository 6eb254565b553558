// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/db/tally-copy.h"
#include "server/db/tally-db-wire.h"
#include "server/db/tally-sql.h"
#include "shared/error/tally-error.h"

#define HEADER "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0" /* its last zero is the terminator's */
#define SEND_BYTES (64 * 1024)
#define DAY_2000 10957 /* PostgreSQL counts from 2000-01-01 */
#define US_2000 (DAY_2000 * INT64_C (86400000000))
#define INT8_OID 20
#define TEXT_OID 25

struct _TallyCopyIn {
    TallyDbWire *wire;
    char *name;
    GByteArray *buffer;
    size_t n_left;      /* fields that the row still lacks */
    gboolean is_closed; /* no row follows */
    gboolean is_ended;  /* the server was told */
    gboolean is_over;
    const char *fault;
    GError *silence; /* of the server */
};

TallyCopyIn *
tally_copy_in_new (TallyDb *db, const char *name, GError **error)
{
    g_autoptr(GBytes) sql = NULL;
    TallyCopyIn *self;

    g_return_val_if_fail (TALLY_IS_DB (db), NULL);

    sql = tally_sql_load (name, error);
    if (sql == NULL)
        return NULL;
    if (!tally_db_wire_start_copy (tally_db_get_wire (db), g_bytes_get_data (sql, NULL),
                                   PGRES_COPY_IN, error)) {
        g_prefix_error (error, "%s: ", name);
        return NULL;
    }

    self = g_new0 (TallyCopyIn, 1);
    self->wire = tally_db_get_wire (db);
    self->name = g_strdup (name);
    self->buffer = g_byte_array_sized_new (2 * SEND_BYTES);
    g_byte_array_append (self->buffer, (const uint8_t *) HEADER, sizeof HEADER);
    return self;
}

static void
add_fixed (TallyCopyIn *self, int64_t number, size_t n_bytes)
{
    uint8_t bytes[8];

    for (size_t i = 0; i < n_bytes; i++)
        bytes[i] = (uint8_t) ((uint64_t) number >> (8 * (n_bytes - 1 - i)));
    g_byte_array_append (self->buffer, bytes, (guint) n_bytes);
}

static void
send_bytes (TallyCopyIn *self, const uint8_t *bytes, size_t length)
{
    /* A failure shows again at the end, with the server's reason. */
    if (self->fault == NULL
        && PQputCopyData (self->wire->conn, (const char *) bytes, (int) length) != 1)
        self->fault = "the connection broke";
    if (self->fault == NULL && !tally_db_wire_flush (self->wire, &self->silence))
        self->fault = "the database fell silent";
}

static void
send_buffer (TallyCopyIn *self)
{
    send_bytes (self, self->buffer->data, self->buffer->len);
    g_byte_array_set_size (self->buffer, 0);
}

void
tally_copy_in_row (TallyCopyIn *self, size_t n_fields)
{
    g_return_if_fail (n_fields <= G_MAXINT16);
    g_return_if_fail (!self->is_closed);

    if (self->n_left != 0 && self->fault == NULL)
        self->fault = "a row lacks fields";
    if (self->buffer->len >= SEND_BYTES)
        send_buffer (self);
    add_fixed (self, (int64_t) n_fields, 2);
    self->n_left = n_fields;
}

void
tally_copy_in_whole (TallyCopyIn *self, const uint8_t *row, size_t length)
{
    g_return_if_fail (length <= G_MAXINT32);

    tally_copy_in_row (self, 0);
    /* Its number of fields stands in it. */
    g_byte_array_set_size (self->buffer, self->buffer->len - 2);
    g_byte_array_append (self->buffer, row, (guint) length);
}

static void
start_field (TallyCopyIn *self, int64_t length)
{
    if (self->n_left == 0 && self->fault == NULL)
        self->fault = "a row has too many fields";
    if (length > G_MAXINT32 && self->fault == NULL)
        self->fault = "a field is too long";
    self->n_left--;
    add_fixed (self, length, 4);
}

static void
add_field (TallyCopyIn *self, int64_t number, size_t n_bytes)
{
    start_field (self, (int64_t) n_bytes);
    add_fixed (self, number, n_bytes);
}

void
tally_copy_in_null (TallyCopyIn *self)
{
    start_field (self, -1);
}

void
tally_copy_in_int16 (TallyCopyIn *self, int16_t value)
{
    add_field (self, value, 2);
}

void
tally_copy_in_int32 (TallyCopyIn *self, int32_t value)
{
    add_field (self, value, 4);
}

void
tally_copy_in_int64 (TallyCopyIn *self, int64_t value)
{
    add_field (self, value, 8);
}

void
tally_copy_in_boolean (TallyCopyIn *self, gboolean value)
{
    add_field (self, value ? 1 : 0, 1);
}

void
tally_copy_in_day (TallyCopyIn *self, int32_t day)
{
    add_field (self, (int64_t) day - DAY_2000, 4);
}

void
tally_copy_in_instant (TallyCopyIn *self, int64_t at_us)
{
    add_field (self, at_us - US_2000, 8);
}

void
tally_copy_in_bytes (TallyCopyIn *self, const void *bytes, size_t length)
{
    const uint8_t *next = bytes;

    start_field (self, (int64_t) MIN (length, (size_t) G_MAXINT64));
    /* A long field goes out in pieces: libpq moves what it holds with each write to the socket. */
    for (; length > SEND_BYTES && self->fault == NULL; length -= SEND_BYTES) {
        if (self->buffer->len > 0)
            send_buffer (self);
        send_bytes (self, next, SEND_BYTES);
        next += SEND_BYTES;
    }
    if (length > 0 && self->fault == NULL)
        g_byte_array_append (self->buffer, next, (guint) length);
}

void
tally_copy_in_text (TallyCopyIn *self, const char *text)
{
    if (text == NULL)
        tally_copy_in_null (self);
    else
        tally_copy_in_bytes (self, text, strlen (text));
}

void
tally_copy_in_jsonb (TallyCopyIn *self, const char *json)
{
    size_t length = strlen (json);

    start_field (self, (int64_t) length + 1);
    add_fixed (self, 1, 1); /* version of the form */
    g_byte_array_append (self->buffer, (const uint8_t *) json, (guint) length);
}

static void
start_array (TallyCopyIn *self, int64_t n_bytes, size_t n, int64_t type)
{
    start_field (self, 12 + (n > 0 ? 8 : 0) + n_bytes);
    add_fixed (self, n > 0 ? 1 : 0, 4); /* dimensions */
    add_fixed (self, 0, 4);             /* no NULL in it */
    add_fixed (self, type, 4);
    if (n > 0) {
        add_fixed (self, (int64_t) n, 4);
        add_fixed (self, 1, 4); /* SQL counts from 1 */
    }
}

void
tally_copy_in_int64s (TallyCopyIn *self, const int64_t *values, size_t n)
{
    start_array (self, (int64_t) n * 12, n, INT8_OID);
    for (size_t i = 0; i < n; i++) {
        add_fixed (self, 8, 4);
        add_fixed (self, values[i], 8);
    }
}

void
tally_copy_in_texts (TallyCopyIn *self, const char *const *texts, size_t n)
{
    int64_t n_bytes = 0;

    for (size_t i = 0; i < n; i++)
        n_bytes += 4 + (int64_t) strlen (texts[i]);
    start_array (self, n_bytes, n, TEXT_OID);
    for (size_t i = 0; i < n; i++) {
        size_t length = strlen (texts[i]);

        add_fixed (self, (int64_t) length, 4);
        g_byte_array_append (self->buffer, (const uint8_t *) texts[i], (guint) length);
    }
}

/* Ends the COPY, with @why to have the server refuse it. */
static void
send_end (TallyCopyIn *self, const char *why)
{
    PGconn *conn = self->wire->conn;

    self->is_ended = TRUE;
    if (self->silence == NULL && PQputCopyEnd (conn, why) != 1)
        g_set_error (&self->silence, TALLY_ERROR, TALLY_ERROR_OFFLINE, "%s", PQerrorMessage (conn));
}

static gboolean
end_stream (TallyCopyIn *self, const char *why, int64_t *n_rows, GError **error)
{
    PGconn *conn = self->wire->conn;
    GError *fault = NULL;
    PGresult *result;

    self->is_over = TRUE;
    if (!self->is_ended)
        send_end (self, why);
    fault = g_steal_pointer (&self->silence);
    while ((result = tally_db_wire_get_result (self->wire, fault == NULL ? &fault : NULL))
           != NULL) {
        if (fault == NULL && tally_sql_check (conn, result, &fault) && n_rows != NULL)
            *n_rows = g_ascii_strtoll (PQcmdTuples (result), NULL, 10);
        PQclear (result);
        if (PQstatus (conn) != CONNECTION_OK)
            break;
    }
    /* Without a connection nothing was taken, whatever libpq makes of it. */
    if (fault == NULL && PQstatus (conn) != CONNECTION_OK)
        g_set_error (&fault, TALLY_ERROR, TALLY_ERROR_OFFLINE, "%s", PQerrorMessage (conn));
    if (fault == NULL)
        return TRUE;
    g_propagate_prefixed_error (error, fault, "%s: ", self->name);
    return FALSE;
}

void
tally_copy_in_close (TallyCopyIn *self)
{
    g_return_if_fail (!self->is_closed);

    self->is_closed = TRUE;
    if (self->n_left != 0 && self->fault == NULL)
        self->fault = "the last row lacks fields";
    add_fixed (self, -1, 2);
    send_buffer (self);
    if (self->fault != NULL)
        return;
    send_end (self, NULL);
    if (self->silence == NULL)
        tally_db_wire_flush (self->wire, &self->silence);
}

gboolean
tally_copy_in_finish (TallyCopyIn *self, int64_t *n_rows, GError **error)
{
    g_return_val_if_fail (!self->is_over, FALSE);

    if (!self->is_closed)
        tally_copy_in_close (self);
    return end_stream (self, self->fault, n_rows, error);
}

void
tally_copy_in_free (TallyCopyIn *self)
{
    g_autoptr(GError) error = NULL;

    if (!self->is_over && !end_stream (self, "given up", NULL, &error))
        g_debug ("%s", error->message);
    g_byte_array_unref (self->buffer);
    g_free (self->name);
    g_free (self);
}
