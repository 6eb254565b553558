// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TallyCommandRun:
 * @argc: number of @argv
 * @argv: the command's name, then its own arguments
 *
 * One sub-command of gridtallyctl. Prints its result on standard output, its
 * errors on standard error with file, line and field.
 *
 * Returns: the exit status: 0 only when everything asked for was done
 */
typedef int (*TallyCommandRun) (int argc, char **argv);

G_END_DECLS
