// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/bill/whatif/tally-whatif-store.h"
#include "shared/wire/tally-wire-pricing.h"

G_BEGIN_DECLS

/**
 * tally_pricing_step_load:
 * @db: a connection of the settle role, not in a transaction
 * @scope: one account
 * @period: a month
 *
 * All that the bills of an account are priced from, so that its reader can price them as often as
 * he likes without asking again. Writes nothing.
 *
 * Returns: (transfer full) (element-type TallyWirePricing): one an agreement of the month, by
 *   point; %NULL with %TALLY_ERROR_NOT_FOUND when there is none
 */
GPtrArray *tally_pricing_step_load (TallyDb *db,
                                    const TallyWhatifScope *scope,
                                    TallyDays period,
                                    GError **error);

G_END_DECLS
