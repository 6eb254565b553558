// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/tally-db.h"

G_BEGIN_DECLS

/*
 * The connection under a TallyDb, which never waits for ever. Only for this room.
 *
 * The server may work in silence for hours, at an index or behind a lock, and the kernel's
 * keepalives do not see a peer that acknowledges and says nothing. So after each limit of silence a
 * second connection asks the server whether our statement still runs. When it does not, or nobody
 * answers there either, the connection is closed for good and the wait ends with
 * %TALLY_ERROR_OFFLINE.
 */
typedef struct {
    PGconn *conn;
    char *conninfo;
    char *user; /* or NULL */
    guint silence_ms;
    gboolean is_read_out; /* what TLS had decrypted too */
} TallyDbWire;

/** tally_db_wire_open: in at most connect_timeout (5 s) over all addresses and steps */
gboolean tally_db_wire_open (TallyDbWire *self,
                             const char *conninfo,
                             const char *user,
                             GError **error);
void tally_db_wire_close (TallyDbWire *self);

/**
 * tally_db_wire_wait: sends what waits, then waits for a byte of the server; a connection that
 * broke ends the wait too, and libpq's next result says why
 */
gboolean tally_db_wire_wait (TallyDbWire *self, GError **error);

/** tally_db_wire_flush: sends all that waits, at the speed of the server that takes it */
gboolean tally_db_wire_flush (TallyDbWire *self, GError **error);

/**
 * tally_db_wire_get_result: PQgetResult() with an end
 *
 * Returns: %NULL without @error when there are no more; with it when the server fell silent
 */
PGresult *tally_db_wire_get_result (TallyDbWire *self, GError **error);

/**
 * tally_db_wire_finish: the last result of what was sent, as of PQexec()
 * @was_sent: what PQsend…() gave
 *
 * Returns: a result that is good and of @is_copy's kind, or %NULL with @error
 */
PGresult *tally_db_wire_finish (TallyDbWire *self,
                                int was_sent,
                                gboolean *met_conflict,
                                GError **error);

/** tally_db_wire_start_copy: runs @sql, which must be a COPY of the direction @status */
gboolean tally_db_wire_start_copy (TallyDbWire *self,
                                   const char *sql,
                                   ExecStatusType status,
                                   GError **error);

/** tally_db_wire_cancel: has the server stop what runs */
gboolean tally_db_wire_cancel (TallyDbWire *self, GError **error);

TallyDbWire *tally_db_get_wire (TallyDb *db);

G_END_DECLS
