// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * tally_import_command:
 *
 * `gridtallyctl import [--format csv|nem12|auto] [--lenient] [--dry-run] FILE…`:
 * interval files into raw, each whole or not at all. With --dry-run no database
 * is asked: the files are read and what they hold is shown.
 */
int tally_import_command (int argc, char **argv);

/** tally_collect_command: `gridtallyctl collect probe|run` */
int tally_collect_command (int argc, char **argv);

G_END_DECLS
