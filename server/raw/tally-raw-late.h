// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/tally-db.h"
#include "shared/time/tally-day.h"

G_BEGIN_DECLS

/**
 * tally_raw_late_take:
 * @db: a connection of the owner, in a transaction of %TALLY_ISOLATION_EACH_STATEMENT
 * @days: of a month that was put back
 * @n_taken: (out): frames that were not stored before
 * @error: return location
 *
 * Stores what was refused while the month was away, at the ends of its chains. raw.refused keeps
 * its rows: that a frame came late stays known, and taking it again changes nothing. There are few
 * of them, and they are held in memory.
 */
gboolean tally_raw_late_take (TallyDb *db, TallyDays days, int64_t *n_taken, GError **error);

G_END_DECLS
