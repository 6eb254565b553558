// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/tally-db.h"

G_BEGIN_DECLS

/**
 * TallyCluster:
 *
 * A private PostgreSQL in a directory: made, started, watched, started again
 * when it crashes, and stopped with the program.
 *
 * Who can reach it: there is no TCP port, only a unix socket in a directory of
 * mode 0700. Behind that stands peer authentication: the kernel says which
 * user connects, and only the cluster's own user and the one who started it
 * are mapped to database roles. So no password exists that could be lost.
 *
 * Files: DIR/postgres/data (the cluster), DIR/postgres/run (its socket; in /tmp
 * when that path is too long for a socket), DIR/postgres/log.
 */
#define TALLY_TYPE_CLUSTER (tally_cluster_get_type ())
G_DECLARE_FINAL_TYPE (TallyCluster, tally_cluster, TALLY, CLUSTER, GObject)

/**
 * tally_cluster_start:
 * @dir: an existing or a new directory
 * @error: return location
 *
 * Makes what is missing, stops a PostgreSQL that a killed program left behind,
 * starts PostgreSQL as an unprivileged user, makes the database and brings its
 * schema up to date. Blocks, at most a few minutes after a crash that left much
 * to recover. Afterwards the main loop of the calling thread watches it; that
 * thread must live as long as the cluster, because its end ends PostgreSQL.
 *
 * Started by root, PostgreSQL runs as the owner of the cluster's files, else as
 * user "gridtally" or else "postgres".
 *
 * Returns: (transfer full): a cluster that answers, or %NULL with
 *   %TALLY_ERROR_BUSY (another program has @dir), %TALLY_ERROR_INVALID (@dir
 *   cannot be used) or %TALLY_ERROR_INTERNAL
 */
TallyCluster *tally_cluster_start (const char *dir, GError **error);

/**
 * tally_cluster_stop:
 *
 * Ends all sessions, writes a checkpoint and waits for the end, at most a minute.
 */
gboolean tally_cluster_stop (TallyCluster *self, GError **error);

/** tally_cluster_get_conninfo: Returns: (transfer none): connection string without a user */
const char *tally_cluster_get_conninfo (TallyCluster *self);

/** tally_cluster_get_pid: Returns: process id of PostgreSQL, or 0 while it is down */
int tally_cluster_get_pid (TallyCluster *self);

/**
 * TALLY_CLUSTER_ARCHIVE_CONF: settings of pgBackRest in DIR/postgres; from the moment they are
 * there PostgreSQL hands each piece of its log to it, as that stanza
 */
#define TALLY_CLUSTER_ARCHIVE_CONF "pgbackrest.conf"
#define TALLY_CLUSTER_ARCHIVE_STANZA "gridtally"

/** tally_cluster_run_of: Returns: (transfer full): directory of the cluster's socket */
char *tally_cluster_run_of (const char *dir);

/**
 * tally_cluster_conninfo_of:
 * @dir: directory of a cluster that another program runs
 *
 * Returns: (transfer full): connection string without a user
 */
char *tally_cluster_conninfo_of (const char *dir);

G_END_DECLS
