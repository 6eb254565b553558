// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/settle/tally-settle-store.h"

G_BEGIN_DECLS

/**
 * tally_settle_draft_lines:
 * @db: a connection of the settle role, for master data
 * @reader: another one, that streams intervals
 * @period: local days
 *
 * Returns: (transfer full): the lines of all exchange points, as JSON for the store
 */
char *tally_settle_draft_lines (TallyDb *db,
                                TallyDb *reader,
                                TallyDays period,
                                GCancellable *cancellable,
                                GError **error);

/**
 * tally_settle_draft_exchange:
 * @calendar: holidays of the tariff
 * @span: the point, the period, and which versions of its days
 * @json: the lines are added to the list
 *
 * The lines of one exchange point.
 */
gboolean tally_settle_draft_exchange (TallyDb *reader,
                                      const TallySettleExchange *exchange,
                                      const TallyCalendar *calendar,
                                      const TallyEnergySpan *span,
                                      GString *json,
                                      GError **error);

G_END_DECLS
