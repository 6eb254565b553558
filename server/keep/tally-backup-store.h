// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/tally-db.h"

G_BEGIN_DECLS

/**
 * tally_backup_state:
 *
 * Returns: (transfer full): rows (name, value): counts, sums and the heads of the chains; two
 *   stores with equal rows hold the same; %NULL with @error
 */
PGresult *tally_backup_state (const char *conninfo, GError **error);

G_END_DECLS
