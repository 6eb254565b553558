// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Copies of the private cluster of `gridtallyd --embedded DIR`, made, kept and read back by
 * pgBackRest. Its programs run as the owner of the files, never as root. Directories may hold
 * letters, digits and "/._-" only, because PostgreSQL hands them to a shell.
 */

/**
 * tally_backup_init:
 * @dir: of a private cluster that runs
 * @repository: directory for the copies, best on another disk; made when it is missing
 * @n_full: how many full backups are kept, with all that is needed to go on from them
 * @error: return location
 *
 * Writes DIR/postgres/pgbackrest.conf (mode 0600), from which moment PostgreSQL hands every piece
 * of its log to the repository, and sees one arrive. Takes it all back when that fails.
 */
gboolean tally_backup_init (const char *dir, const char *repository, guint n_full, GError **error);

/**
 * tally_backup_make:
 * @dir: of a private cluster that runs and has a repository
 * @type: "full", "diff" (since the last full one) or "incr" (since the last of any)
 * @error: return location
 *
 * Blocks until the copy and the log it needs are kept, then drops what is past its time.
 */
gboolean tally_backup_make (const char *dir, const char *type, GError **error);

/** tally_backup_check: whether a piece of the log arrives in the repository now */
gboolean tally_backup_check (const char *dir, GError **error);

/** tally_backup_list: Returns: (transfer full): pgBackRest's own JSON of what is kept, or %NULL */
char *tally_backup_list (const char *dir, GError **error);

/**
 * tally_backup_restore:
 * @repository: directory of the copies
 * @dir: where to; must not exist or be empty
 * @to: (nullable): state of which moment, at least a second after a backup's end; %NULL is the
 *   newest
 * @error: return location
 *
 * Puts the files back. The next tally_cluster_start() of @dir reads the log up to @to. What was
 * restored does not write to @repository: it needs a new tally_backup_init(). A restore that
 * fails leaves nothing in @dir.
 */
gboolean tally_backup_restore (const char *repository,
                               const char *dir,
                               GDateTime *to,
                               GError **error);

/** tally_backup_remove: @dir and everything in it, as a drill leaves it */
gboolean tally_backup_remove (const char *dir, GError **error);

G_END_DECLS
