// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/tally-db.h"
#include "shared/time/tally-day.h"

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

/**
 * tally_command_database:
 * @database: (nullable): what `--database` said: a libpq connection string, or "embedded:DIR"
 *   for the PostgreSQL that a running `gridtallyd --embedded DIR` keeps
 *
 * Returns: (transfer none): @database, or the environment's GRIDTALLY_DATABASE; %NULL with
 *   %TALLY_ERROR_INVALID when neither names one
 */
const char *tally_command_database (const char *database, GError **error);

/**
 * tally_command_open:
 * @database: (nullable): what `--database` said; otherwise the environment's
 *   GRIDTALLY_DATABASE
 * @user: (nullable): login role to connect as, such as "tally_settle"
 * @error: return location
 *
 * Returns: (transfer full): a connection, or %NULL with %TALLY_ERROR_INVALID
 *   when neither names a database
 */
TallyDb *tally_command_open (const char *database, const char *user, GError **error);

/**
 * tally_command_days:
 * @from, @to: (nullable): what `--from` and `--to` said: the first day and the day after the last
 *
 * Returns: %FALSE with %TALLY_ERROR_INVALID, naming the option, when these are no days in a row
 */
gboolean tally_command_days (const char *from, const char *to, TallyDays *days, GError **error);

/** tally_command_fail: prints "gridtallyctl NAME: ERROR". Returns: 1, the exit status */
int tally_command_fail (const char *name, const GError *error);

G_END_DECLS
