// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/energy/tally-energy-collection-calc.h"

G_BEGIN_DECLS

/** Most local hours of a day: 25, where clocks are set back by one. */
#define TALLY_ENERGY_DAY_MAX_HOURS 26

/**
 * TallyEnergyDay: statistics of one channel and local day
 * @max: highest interval; @max_index: its index, -1 when all are missing
 * @hours: energy of each local hour, in order
 * @states: a #TallyEnergyHour for each
 */
typedef struct {
    int64_t sum;
    int32_t n;
    int32_t n_measured;
    int32_t n_estimated;
    int32_t n_missing;
    int64_t max;
    int32_t max_index;
    int64_t hours[TALLY_ENERGY_DAY_MAX_HOURS];
    size_t n_hours;
    uint8_t states[TALLY_ENERGY_STATE_HOURS];
    size_t n_states;
} TallyEnergyDay;

/** tally_energy_day_calc: @interval_s: 60 to 3600; longer intervals leave @hours empty */
TallyEnergyDay tally_energy_day_calc (const int64_t *values,
                                      const uint8_t *qualities,
                                      int32_t n,
                                      int32_t interval_s);

G_END_DECLS
