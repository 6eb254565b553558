// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/tally-cluster.h"

G_BEGIN_DECLS

/** tally_test_run: @argv: ends well, or ends the test with what it said */
void tally_test_run (const char *const *argv);

/**
 * tally_test_cluster_dir_new:
 *
 * Returns: (transfer full): a new directory in which a private cluster may be made
 */
char *tally_test_cluster_dir_new (void);

/** tally_test_cluster_start: Returns: (transfer full): that of @dir; a fault ends the test */
TallyCluster *tally_test_cluster_start (const char *dir);

/** tally_test_cluster_stop: @cluster: (transfer full): the last reference to it */
void tally_test_cluster_stop (TallyCluster *cluster);

/** tally_test_cluster_dir_remove: @dir: (transfer full): with everything in it */
void tally_test_cluster_dir_remove (char *dir);

/** tally_test_cluster_check: pg_amcheck of every table and index; a fault ends the test */
void tally_test_cluster_check (const char *conninfo);

G_END_DECLS
