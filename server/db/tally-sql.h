// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/tally-db.h"

G_BEGIN_DECLS

/* What the blocking connection, the pool and the COPY streams share. Only for
 * server/db. */

/** Parameters of PQconnectdbParams(); the last entry of both is NULL. */
typedef struct {
    const char *keywords[12];
    const char *values[12];
} TallySqlTarget;

/**
 * tally_sql_target:
 * @conninfo: a connection string or URI; what it says goes before our defaults
 * @user: (nullable): goes before what @conninfo says
 */
TallySqlTarget tally_sql_target (const char *conninfo, const char *user);

/** tally_sql_load: Returns: (transfer full): text of the SQL file @name, or %NULL */
GBytes *tally_sql_load (const char *name, GError **error);

/** tally_sql_is_conflict: whether another transaction was in the way */
gboolean tally_sql_is_conflict (const PGresult *result);

/**
 * tally_sql_check:
 * @conn: where @result came from
 * @result: (nullable): an answer; %NULL: the connection gave none
 * @error: return location
 *
 * Returns: %FALSE with an error when @result says that something failed
 */
gboolean tally_sql_check (PGconn *conn, const PGresult *result, GError **error);

/** tally_sql_log_notice: a PQnoticeReceiver that logs instead of printing */
void tally_sql_log_notice (void *unused, const PGresult *result);

/** tally_db_get_conn: Returns: (transfer none): the connection itself */
PGconn *tally_db_get_conn (TallyDb *self);

/** tally_sql_list: Returns: (transfer full): a line for each row, its columns separated by tabs */
char *tally_sql_list (const PGresult *rows);

G_END_DECLS
