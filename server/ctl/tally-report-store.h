// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/tally-db.h"

G_BEGIN_DECLS

/** tally_report_store_items: Returns: rows of item, figure, source */
PGresult *tally_report_store_items (TallyDb *db, GError **error);

/**
 * tally_report_store_regions:
 *
 * Returns: rows of period, kind, name, in, generation, out, sold, loss (Wh), loss percent
 */
PGresult *tally_report_store_regions (TallyDb *db, GError **error);

G_END_DECLS
