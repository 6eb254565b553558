// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/tally-db.h"

G_BEGIN_DECLS

/**
 * tally_durable_check:
 * @db: a connection of any role
 * @error: return location
 *
 * Refuses a PostgreSQL on which an acknowledged reading or payment could be
 * lost or silently changed: fsync, full_page_writes, synchronous_commit or data
 * checksums off, also when switched off for one role or database only; or a
 * version that was not tested (15 to 17 are).
 *
 * Returns: %FALSE with %TALLY_ERROR_INVALID, whose message names every reason
 */
gboolean tally_durable_check (TallyDb *db, GError **error);

G_END_DECLS
