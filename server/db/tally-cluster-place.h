// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>
#include <sys/types.h>

G_BEGIN_DECLS

/* Where a private cluster lives and whose it is. Only for tally-cluster.c. */

/** TallyClusterPlace: paths are absolute */
typedef struct {
    char *top;    /* DIR/postgres */
    char *data;   /* DIR/postgres/data */
    char *unborn; /* DIR/postgres/data.new: until initdb is through */
    char *run;    /* holds the socket */
    char *log;
    char *bin; /* PostgreSQL's programs */
    char *user;
    uid_t uid;
    gid_t gid;
    int lock; /* file descriptor: held while the program has the place */
} TallyClusterPlace;

/**
 * tally_cluster_place_take:
 *
 * Chooses the user, makes the directories and locks them against other programs.
 */
TallyClusterPlace *tally_cluster_place_take (const char *dir, GError **error);
void tally_cluster_place_free (TallyClusterPlace *place);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallyClusterPlace, tally_cluster_place_free)

/** tally_cluster_place_run_of: Returns: (transfer full): directory of the socket of @dir */
char *tally_cluster_place_run_of (const char *dir);

/** tally_cluster_place_is_born: whether initdb went through */
gboolean tally_cluster_place_is_born (const TallyClusterPlace *place);

/**
 * tally_cluster_place_stop_orphan:
 *
 * Stops the PostgreSQL that runs on these files, if any, and removes a process
 * id file that names a process which is something else by now.
 */
gboolean tally_cluster_place_stop_orphan (const TallyClusterPlace *place, GError **error);

/**
 * tally_cluster_place_begin_birth:
 *
 * Waits for an initdb that was left behind and removes what it left.
 *
 * Returns: a file descriptor for initdb to inherit: as long as it or a child of
 *   its lives, the next birth waits; -1 with @error
 */
int tally_cluster_place_begin_birth (const TallyClusterPlace *place, GError **error);

G_END_DECLS
