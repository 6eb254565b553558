// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/energy/tally-energy-store.h"

G_BEGIN_DECLS

/**
 * tally_energy_compute_balances:
 * @reader: a connection of the settle role; read from to the end of this call
 * @districts: (element-type TallyValidateDistrict): whose points to read
 * @grid: the region tree
 * @days: closed days, at most a month
 * @changes: (nullable): only their statistics are written
 * @day_rows: (nullable): receives the statistics of each day of each channel
 * @n_days: (out) (optional): how many those were
 * @error: return location
 *
 * Returns: (transfer full) (element-type TallyEnergyBalance): of each node and day, version 0
 */
GPtrArray *tally_energy_compute_balances (TallyDb *reader,
                                          GArray *districts,
                                          TallyEnergyGrid *grid,
                                          TallyDays days,
                                          const TallyEnergyChanges *changes,
                                          TallyCopyIn *day_rows,
                                          int64_t *n_days,
                                          GError **error);

/** tally_energy_compute_hot: puts the statistics of the open days of @district */
gboolean tally_energy_compute_hot (TallyDb *reader,
                                   const TallyValidateDistrict *district,
                                   TallyCopyIn *day_rows,
                                   GError **error);

G_END_DECLS
