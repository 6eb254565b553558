// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/db/tally-copy.h"
#include "server/db/tally-sql.h"
#include "shared/error/tally-error.h"

#define HEADER "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0" /* its last zero is the terminator's */
#define SEND_BYTES (64 * 1024)
#define DAY_2000 10957 /* PostgreSQL counts from 2000-01-01 */
#define US_2000 (DAY_2000 * INT64_C (86400000000))
#define INT8_OID 20
#define TEXT_OID 25

struct _TallyCopyIn {
    PGconn *conn;
    char *name;
    GByteArray *buffer;
    size_t n_left; /* fields that the row still lacks */
    gboolean is_over;
    const char *fault;
};

TallyCopyIn *
tally_copy_in_new (TallyDb *db, const char *name, GError **error)
{
    g_autoptr(GBytes) sql = NULL;
    g_autoptr(PGresult) result = NULL;
    TallyCopyIn *self;

    g_return_val_if_fail (TALLY_IS_DB (db), NULL);

    sql = tally_sql_load (name, error);
    if (sql == NULL)
        return NULL;
    result = PQexec (tally_db_get_conn (db), g_bytes_get_data (sql, NULL));
    if (!tally_sql_check (tally_db_get_conn (db), result, error)) {
        g_prefix_error (error, "%s: ", name);
        return NULL;
    }
    g_assert (PQresultStatus (result) == PGRES_COPY_IN);

    self = g_new0 (TallyCopyIn, 1);
    self->conn = tally_db_get_conn (db);
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
send_buffer (TallyCopyIn *self)
{
    /* A failure shows again at the end, with the server's reason. */
    if (self->fault == NULL
        && PQputCopyData (self->conn, (const char *) self->buffer->data, (int) self->buffer->len)
               != 1)
        self->fault = "the connection broke";
    g_byte_array_set_size (self->buffer, 0);
}

void
tally_copy_in_row (TallyCopyIn *self, size_t n_fields)
{
    g_return_if_fail (n_fields <= G_MAXINT16);

    if (self->n_left != 0 && self->fault == NULL)
        self->fault = "a row lacks fields";
    if (self->buffer->len >= SEND_BYTES)
        send_buffer (self);
    add_fixed (self, (int64_t) n_fields, 2);
    self->n_left = n_fields;
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
    start_field (self, (int64_t) MIN (length, (size_t) G_MAXINT64));
    if (length > 0 && self->fault == NULL)
        g_byte_array_append (self->buffer, bytes, (guint) length);
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
static gboolean
end_stream (TallyCopyIn *self, const char *why, int64_t *n_rows, GError **error)
{
    gboolean is_good = PQputCopyEnd (self->conn, why) == 1;
    PGresult *result;

    self->is_over = TRUE;
    if (!is_good)
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_OFFLINE, "%s: %s", self->name,
                     PQerrorMessage (self->conn));
    while ((result = PQgetResult (self->conn)) != NULL) {
        if (is_good && !tally_sql_check (self->conn, result, error)) {
            g_prefix_error (error, "%s: ", self->name);
            is_good = FALSE;
        }
        if (is_good && n_rows != NULL)
            *n_rows = g_ascii_strtoll (PQcmdTuples (result), NULL, 10);
        PQclear (result);
        if (PQstatus (self->conn) != CONNECTION_OK)
            break;
    }
    return is_good;
}

gboolean
tally_copy_in_finish (TallyCopyIn *self, int64_t *n_rows, GError **error)
{
    g_return_val_if_fail (!self->is_over, FALSE);

    if (self->n_left != 0 && self->fault == NULL)
        self->fault = "the last row lacks fields";
    add_fixed (self, -1, 2);
    send_buffer (self);
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
