// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * tally_backup_command:
 *
 * `gridtallyctl backup init|full|diff|incr|list|check`: copies of a private cluster.
 *
 * Returns: 0 only when what was asked for was done
 */
int tally_backup_command (int argc, char **argv);

/**
 * tally_restore_command:
 *
 * `gridtallyctl restore`: puts copies back into an empty folder, starts them there, says what they
 * hold, verifies it and stops; with --drill in a folder of its own that goes away again.
 *
 * Returns: 0 only when it was restored and every check of `gridtallyctl verify` passed
 */
int tally_restore_command (int argc, char **argv);

G_END_DECLS
