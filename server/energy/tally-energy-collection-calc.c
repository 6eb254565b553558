// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/energy/tally-energy-collection-calc.h"

#define SECONDS_PER_HOUR 3600

static gboolean
is_measured (uint8_t quality)
{
    return quality == TALLY_QUALITY_MEASURED;
}

static TallyEnergyHour
state_of (const uint8_t *qualities, int32_t n)
{
    int32_t n_missing = 0;
    int32_t n_measured = 0;

    for (int32_t i = 0; i < n; i++) {
        n_missing += qualities[i] == TALLY_QUALITY_MISSING;
        n_measured += is_measured (qualities[i]);
    }
    if (n_missing > 0)
        return n_missing == n ? TALLY_ENERGY_HOUR_MISSING : TALLY_ENERGY_HOUR_PARTIAL;
    return n_measured == n ? TALLY_ENERGY_HOUR_MEASURED : TALLY_ENERGY_HOUR_ESTIMATED;
}

size_t
tally_energy_hours_calc (const uint8_t *qualities,
                         int32_t n,
                         int32_t interval_s,
                         uint8_t states[TALLY_ENERGY_STATE_HOURS])
{
    int32_t per_hour = interval_s > 0 && SECONDS_PER_HOUR % interval_s == 0
                           ? SECONDS_PER_HOUR / interval_s
                           : 0;
    size_t n_hours = 0;

    for (int32_t i = 0; per_hour > 0 && i < n && n_hours < TALLY_ENERGY_STATE_HOURS; i += per_hour)
        states[n_hours++] = state_of (qualities + i, MIN (per_hour, n - i));
    return n_hours;
}

void
tally_energy_collection_add (TallyEnergyCollection *self,
                             const uint8_t *qualities,
                             int32_t n,
                             int32_t interval_s,
                             int64_t day_start)
{
    uint8_t states[TALLY_ENERGY_STATE_HOURS];
    size_t n_hours = tally_energy_hours_calc (qualities, n, interval_s, states);
    int64_t n_measured = 0;

    for (int32_t i = 0; i < n; i++) {
        if (qualities[i] == TALLY_QUALITY_MISSING)
            self->n_missing++;
        else if (!is_measured (qualities[i]))
            self->n_estimated++;
        else {
            n_measured++;
            self->newest_at = MAX (self->newest_at, day_start + (int64_t) (i + 1) * interval_s);
        }
    }
    self->n_points++;
    self->n_expected += n;
    self->n_measured += n_measured;
    self->n_complete += n_measured == n;
    for (size_t hour = 0; hour < n_hours; hour++)
        self->hours[hour * TALLY_ENERGY_HOUR_STATES + states[hour] - 1]++;
    self->n_hours = MAX (self->n_hours, n_hours);
}
