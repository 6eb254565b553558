// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/energy/tally-energy-collection-store.h"
#include "server/energy/tally-energy-store.h"

G_BEGIN_DECLS

/**
 * TallyEnergyOutput: what comes out on the way to the balances
 * @day_rows: receives the statistics of each day of each channel
 * @collections: receives how complete each day of each point is
 * @n_days: how many rows @day_rows got
 */
typedef struct {
    TallyCopyIn *day_rows;
    TallyEnergyCollections *collections;
    int64_t n_days;
} TallyEnergyOutput;

/**
 * tally_energy_compute_balances:
 * @reader: a connection of the settle role; read from to the end of this call
 * @districts: (element-type TallyValidateDistrict): whose points to read
 * @grid: the region tree
 * @days: closed days, at most a month
 * @changes: (nullable): only their statistics are written
 * @output: (nullable): receives statistics
 * @error: return location
 *
 * Returns: (transfer full) (element-type TallyEnergyBalance): of each node and day, version 0
 */
GPtrArray *tally_energy_compute_balances (TallyDb *reader,
                                          GArray *districts,
                                          TallyEnergyGrid *grid,
                                          TallyDays days,
                                          const TallyEnergyChanges *changes,
                                          TallyEnergyOutput *output,
                                          GError **error);

/** tally_energy_compute_hot: puts the statistics of the open days of @district */
gboolean tally_energy_compute_hot (TallyDb *reader,
                                   const TallyValidateDistrict *district,
                                   TallyEnergyGrid *grid,
                                   TallyEnergyOutput *output,
                                   GError **error);

G_END_DECLS
