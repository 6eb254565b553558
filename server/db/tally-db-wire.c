// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/db/tally-db-wire.h"

#include "server/db/tally-sql.h"
#include "shared/error/tally-error.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>

#define SILENCE_MS (30 * 1000)
#define BESIDE_MS 5000     /* of a connection that asks after another */
#define LAST_CHANCE_MS 500 /* for an answer that was on its way when we asked after it */

static gboolean
fail (const char *text, GError **error)
{
    g_autofree char *message = g_utf8_make_valid (text, -1); /* it may quote garbage */

    g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_OFFLINE, g_strchomp (message));
    return FALSE;
}

/* Gives whether something came of it before @until; a signal does not prolong. */
static gboolean
poll_until (const PGconn *conn, short events, int64_t until)
{
    struct pollfd fd = { PQsocket (conn), events, 0 };
    int n;

    do {
        int64_t left_us = until - g_get_monotonic_time ();

        n = poll (&fd, 1, (int) CLAMP ((left_us + 999) / 1000, 0, G_MAXINT));
    } while (n < 0 && errno == EINTR);
    return n != 0;
}

/* Of the connection string, where 0 is for ever, or our own. */
static int64_t
connect_until (PGconn *conn)
{
    PQconninfoOption *options = PQconninfo (conn);
    gint64 limit_s = 0;

    for (PQconninfoOption *option = options; option != NULL && option->keyword != NULL; option++) {
        if (g_str_equal (option->keyword, "connect_timeout") && option->val != NULL)
            limit_s = g_ascii_strtoll (option->val, NULL, 10);
    }
    PQconninfoFree (options);
    return limit_s > 0 ? g_get_monotonic_time () + MIN (limit_s, G_MAXINT32) * G_USEC_PER_SEC
                       : G_MAXINT64;
}

gboolean
tally_db_wire_open (TallyDbWire *self, const char *conninfo, const char *user, GError **error)
{
    TallySqlTarget target = tally_sql_target (conninfo, user);
    PostgresPollingStatusType next = PGRES_POLLING_WRITING;
    int64_t until;

    self->conninfo = g_strdup (conninfo);
    self->user = g_strdup (user);
    self->silence_ms = SILENCE_MS;
    self->conn = PQconnectStartParams (target.keywords, target.values, TRUE);
    if (PQstatus (self->conn) == CONNECTION_BAD)
        return fail (PQerrorMessage (self->conn), error);
    until = connect_until (self->conn);
    while (next != PGRES_POLLING_OK && next != PGRES_POLLING_FAILED) {
        if (!poll_until (self->conn, next == PGRES_POLLING_READING ? POLLIN : POLLOUT, until))
            return fail ("the database does not answer: connect timeout", error);
        next = PQconnectPoll (self->conn);
    }
    if (next == PGRES_POLLING_FAILED)
        return fail (PQerrorMessage (self->conn), error);
    PQsetnonblocking (self->conn, TRUE);
    PQsetNoticeReceiver (self->conn, tally_sql_log_notice, NULL);
    return TRUE;
}

void
tally_db_wire_close (TallyDbWire *self)
{
    g_clear_pointer (&self->conn, PQfinish);
    g_clear_pointer (&self->conninfo, g_free);
    g_clear_pointer (&self->user, g_free);
}

/* A statement about our own process, over a connection of its own that has limits too but asks
 * nobody after itself. */
static PGresult *
ask_beside (TallyDbWire *self, const char *name, GError **error)
{
    TallyDbWire beside = { 0 };
    g_autofree char *pid = g_strdup_printf ("%d", PQbackendPID (self->conn));
    const char *values[] = { pid };
    g_autoptr(GBytes) sql = tally_sql_load (name, error);
    PGresult *result = NULL;

    if (sql != NULL && tally_db_wire_open (&beside, self->conninfo, self->user, error)) {
        beside.silence_ms = 0;
        result = tally_db_wire_finish (&beside,
                                       PQsendQueryParams (beside.conn, g_bytes_get_data (sql, NULL),
                                                          1, NULL, values, NULL, NULL, 0),
                                       NULL, error);
    }
    tally_db_wire_close (&beside);
    return result;
}

gboolean
tally_db_wire_cancel (TallyDbWire *self, GError **error)
{
    g_autoptr(PGresult) result = ask_beside (self, "db/cancel", error);

    return result != NULL;
}

/* Of one that asks beside: only its own limit. */
static gboolean
is_at_work (TallyDbWire *self, GError **error)
{
    g_autoptr(PGresult) rows = NULL;

    if (self->silence_ms == 0)
        return fail ("the database answers neither here nor there", error);
    rows = ask_beside (self, "db/is-at-work", error);
    if (rows == NULL) {
        g_prefix_error (error, "no answer for %u ms, and no new connection: ", self->silence_ms);
        return FALSE;
    }
    if (PQntuples (rows) == 1 && *PQgetvalue (rows, 0, 0) == 't')
        return TRUE;
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_OFFLINE,
                 "no answer for %u ms, and the database no longer works at one", self->silence_ms);
    return FALSE;
}

/* For good: what comes late must not be taken for the answer to another question. */
static void
give_up (TallyDbWire *self)
{
    shutdown (PQsocket (self->conn), SHUT_RDWR);
    while (PQstatus (self->conn) == CONNECTION_OK && PQconsumeInput (self->conn))
        continue;
}

/* Until one of @events, or the server is known to work no longer. */
static gboolean
await (TallyDbWire *self, short events, GError **error)
{
    guint limit_ms = self->silence_ms > 0 ? self->silence_ms : BESIDE_MS;
    g_autoptr(GError) fault = NULL;

    while (!poll_until (self->conn, events, g_get_monotonic_time () + limit_ms * INT64_C (1000))) {
        if (is_at_work (self, &fault))
            continue;
        if (poll_until (self->conn, events,
                        g_get_monotonic_time () + LAST_CHANCE_MS * INT64_C (1000)))
            break;
        give_up (self);
        g_propagate_error (error, g_steal_pointer (&fault));
        return FALSE;
    }
    PQconsumeInput (self->conn);
    return TRUE;
}

gboolean
tally_db_wire_wait (TallyDbWire *self, GError **error)
{
    if (PQsslInUse (self->conn) && !self->is_read_out) {
        self->is_read_out = TRUE;
        PQconsumeInput (self->conn);
        return TRUE;
    }
    self->is_read_out = FALSE;
    return await (self, PQflush (self->conn) > 0 ? POLLIN | POLLOUT : POLLIN, error);
}

gboolean
tally_db_wire_flush (TallyDbWire *self, GError **error)
{
    while (PQstatus (self->conn) == CONNECTION_OK && PQflush (self->conn) > 0) {
        if (!await (self, POLLIN | POLLOUT, error))
            return FALSE;
    }
    return TRUE;
}

PGresult *
tally_db_wire_get_result (TallyDbWire *self, GError **error)
{
    while (PQstatus (self->conn) == CONNECTION_OK && PQisBusy (self->conn)) {
        if (!tally_db_wire_wait (self, error))
            return NULL;
    }
    return PQgetResult (self->conn);
}

static gboolean
is_copy (const PGresult *result)
{
    ExecStatusType status = PQresultStatus (result);

    return status == PGRES_COPY_IN || status == PGRES_COPY_OUT || status == PGRES_COPY_BOTH;
}

/* Of several statements the last one counts; NULL with @fault when the server fell silent. */
static PGresult *
last_result (TallyDbWire *self, GError **fault)
{
    PGresult *last = NULL;
    PGresult *result;

    while ((result = tally_db_wire_get_result (self, fault)) != NULL) {
        PQclear (last);
        last = result;
        if (is_copy (result) || PQstatus (self->conn) != CONNECTION_OK)
            break;
    }
    if (*fault != NULL)
        g_clear_pointer (&last, PQclear);
    return last;
}

static PGresult *
collect (TallyDbWire *self, int was_sent, gboolean *met_conflict, GError **error)
{
    g_autoptr(PGresult) result = NULL;
    GError *fault = NULL;

    if (was_sent)
        result = last_result (self, &fault);
    if (fault != NULL) {
        g_propagate_error (error, fault);
        return NULL;
    }
    if (tally_sql_check (self->conn, result, error))
        return g_steal_pointer (&result);
    if (met_conflict != NULL)
        *met_conflict = *met_conflict || tally_sql_is_conflict (result);
    return NULL;
}

PGresult *
tally_db_wire_finish (TallyDbWire *self, int was_sent, gboolean *met_conflict, GError **error)
{
    g_autoptr(PGresult) result = collect (self, was_sent, met_conflict, error);

    if (result == NULL || !is_copy (result))
        return g_steal_pointer (&result);
    give_up (self);
    fail ("the database began a COPY where rows were asked for", error);
    return NULL;
}

gboolean
tally_db_wire_start_copy (TallyDbWire *self, const char *sql, ExecStatusType status, GError **error)
{
    g_autoptr(PGresult) result = collect (self, PQsendQuery (self->conn, sql), NULL, error);

    if (result == NULL || PQresultStatus (result) == status)
        return result != NULL;
    give_up (self);
    return fail ("the database answered a COPY with something else", error);
}
