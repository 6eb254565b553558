// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/energy/tally-energy-day-calc.h"

#define SECONDS_PER_HOUR 3600

static void
count_quality (TallyEnergyDay *day, uint8_t quality)
{
    if (quality == TALLY_QUALITY_MEASURED || quality == TALLY_QUALITY_EDITED)
        day->n_measured++;
    else if (quality == TALLY_QUALITY_MISSING)
        day->n_missing++;
    else
        day->n_estimated++;
}

TallyEnergyDay
tally_energy_day_calc (const int64_t *values,
                       const uint8_t *qualities,
                       int32_t n,
                       int32_t interval_s)
{
    TallyEnergyDay day = { .n = n, .max_index = -1 };
    int32_t per_hour = interval_s <= SECONDS_PER_HOUR ? SECONDS_PER_HOUR / interval_s : 0;

    for (int32_t i = 0; i < n; i++) {
        size_t hour = per_hour > 0 ? (size_t) (i / per_hour) : TALLY_ENERGY_DAY_MAX_HOURS;

        count_quality (&day, qualities[i]);
        day.sum += values[i];
        if (qualities[i] != TALLY_QUALITY_MISSING && (day.max_index < 0 || values[i] > day.max)) {
            day.max = values[i];
            day.max_index = i;
        }
        if (hour < TALLY_ENERGY_DAY_MAX_HOURS) {
            day.hours[hour] += values[i];
            day.n_hours = hour + 1;
        }
    }
    day.n_states = tally_energy_hours_calc (qualities, n, interval_s, day.states);
    return day;
}
