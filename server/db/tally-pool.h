// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/tally-db.h"

G_BEGIN_DECLS

/** Most statements one query may send in its pipeline. */
#define TALLY_POOL_MAX_QUERIES 32

/**
 * TallyPool:
 *
 * A few connections of one login on the main loop of the thread that made it.
 * Nothing blocks: requests wait in a bounded queue, connections that break are
 * made again with growing pauses (0.1 s to 5 s).
 */
#define TALLY_TYPE_POOL (tally_pool_get_type ())
G_DECLARE_FINAL_TYPE (TallyPool, tally_pool, TALLY, POOL, GObject)

/** TallyQuery: one statement of a pipeline, as in tally_db_run() */
typedef struct {
    const char *name;          /* file without ".sql", such as "publish/bills" */
    size_t n_values;           /* number of values */
    const char *const *values; /* parameters as text; a NULL among them is SQL NULL */
} TallyQuery;

/**
 * tally_pool_new:
 * @conninfo: a libpq connection string or URI
 * @user: (nullable): login role; takes the place of any in @conninfo
 * @n_connections: how many connections to hold, 1 to 64
 * @n_waiting_max: how many requests may wait for one
 *
 * Starts to connect; requests may be made at once.
 */
TallyPool *tally_pool_new (const char *conninfo,
                           const char *user,
                           guint n_connections,
                           guint n_waiting_max);

/**
 * tally_pool_query_async:
 * @self: a pool
 * @scope: (nullable): on whose behalf; %NULL: the login itself
 * @queries: (array length=n_queries): copied
 * @n_queries: 1 to %TALLY_POOL_MAX_QUERIES
 * @cancellable: (nullable): gives up waiting; what was sent still runs to its end
 * @callback: called in the pool's main loop
 * @user_data: for @callback
 *
 * Sends BEGIN, the scope, the statements and COMMIT in one go and gives back
 * all results together: one round trip, one transaction, all or nothing.
 * A transaction that met another one (40001, 40P01) is sent again, 3 times in all.
 */
void tally_pool_query_async (TallyPool *self,
                             const TallyScope *scope,
                             const TallyQuery *queries,
                             size_t n_queries,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);

/**
 * tally_pool_query_finish:
 *
 * Returns: (transfer full) (element-type PGresult): the rows of each query in
 *   order, in text form; free with g_ptr_array_unref(). Or %NULL with
 *   %TALLY_ERROR_BUSY (queue full, waited 5 s, or a statement ran over 10 s),
 *   %TALLY_ERROR_OFFLINE (no database; after a lost connection the
 *   transaction may or may not have been committed), the errors of
 *   tally_db_run(), or %G_IO_ERROR_CANCELLED
 */
GPtrArray *tally_pool_query_finish (TallyPool *self, GAsyncResult *result, GError **error);

/** TallyPoolState: figures for /healthz and /metrics */
typedef struct {
    guint n_connections; /* wanted */
    guint n_online;      /* connected */
    guint n_busy;        /* connected and at work */
    guint n_waiting;     /* requests without a connection */
    guint64 n_done;      /* transactions committed */
    guint64 n_failed;    /* requests that gave an error */
    guint64 n_connects;  /* connections made since the start */
} TallyPoolState;

TallyPoolState tally_pool_get_state (TallyPool *self);

/**
 * tally_pool_close:
 *
 * Ends every connection at once; what waits or runs gets %TALLY_ERROR_OFFLINE.
 * Requests hold a reference to their pool, so a program that stops calls this.
 */
void tally_pool_close (TallyPool *self);

G_END_DECLS
