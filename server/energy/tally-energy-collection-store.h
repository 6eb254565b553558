// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/energy/tally-energy-collection-calc.h"
#include "server/energy/tally-energy-store.h"

G_BEGIN_DECLS

/** TallyEnergyCollections: sums by district, node, kind of point and day */
typedef struct _TallyEnergyCollections TallyEnergyCollections;

TallyEnergyCollections *tally_energy_collections_new (void);
void tally_energy_collections_free (TallyEnergyCollections *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallyEnergyCollections, tally_energy_collections_free)

/** tally_energy_collections_find: Returns: (transfer none): the sum of that day, empty at first */
TallyEnergyCollection *tally_energy_collections_find (TallyEnergyCollections *self,
                                                      int32_t district_id,
                                                      const TallyBalancePoint *point,
                                                      int32_t day);

/**
 * tally_energy_collections_save:
 * @db: a connection of the settle role, in a transaction
 * @days: closed days whose points were all added; the open day may be among the sums beside
 * @zone: the market's
 * @now: Unix seconds: what is complete before a day's deadline is complete on time
 * @error: return location
 *
 * Replaces the sums of @days and of every other day that was added. What was on time stays so
 * once the deadline has passed.
 */
gboolean tally_energy_collections_save (TallyEnergyCollections *self,
                                        TallyDb *db,
                                        TallyDays days,
                                        const TallyZone *zone,
                                        int64_t now,
                                        GError **error);

G_END_DECLS
