// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/work/tally-work-step.h"

G_BEGIN_DECLS

/** TALLY_OUTBOX_DAYS: how many days back a file is written again when what it says has changed: as
 * far as late readings are validated by themselves */
#define TALLY_OUTBOX_DAYS 62

/**
 * tally_outbox_check_files:
 * @files: "readings.csv,balances.csv,…": content and format, as `gridtallyctl export` has them
 *
 * Returns: %FALSE with %TALLY_ERROR_INVALID that names the one that cannot be written day by day
 */
gboolean tally_outbox_check_files (const char *files, GError **error);

/**
 * tally_outbox_step:
 * @context: its outbox is the folder, outbox_files what goes there; "" for none
 *
 * Writes each file of each of the last %TALLY_OUTBOX_DAYS days: "readings-2026-11-27.csv"; when
 * what it says has changed since, "readings-2026-11-27.2.csv". A file has its name when it is whole
 * and on the disk; one that the other system took away is not written again. A day that says
 * nothing has no file.
 *
 * Returns: %FALSE with the file named when it cannot be written; those before it stay
 */
gboolean tally_outbox_step (const TallyWorkContext *context, GError **error);

G_END_DECLS
