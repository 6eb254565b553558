// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/block/tally-block.h"

G_BEGIN_DECLS

/** Most local hours of a day that are told apart: 25, where clocks are set back by one. */
#define TALLY_ENERGY_STATE_HOURS 25

/** TallyEnergyHour: what is known of one channel in one local hour; see energy.day.states */
typedef enum {
    TALLY_ENERGY_HOUR_MEASURED = 1,
    TALLY_ENERGY_HOUR_ESTIMATED = 2, /* complete, but not all of it measured */
    TALLY_ENERGY_HOUR_PARTIAL = 3,   /* some of it is missing */
    TALLY_ENERGY_HOUR_MISSING = 4,   /* all of it is */
} TallyEnergyHour;

#define TALLY_ENERGY_HOUR_STATES 4

/**
 * tally_energy_hours_calc:
 * @qualities: (array length=n): a #TallyQuality each
 * @interval_s: intervals that do not divide an hour give no hours
 * @states: (out caller-allocates): a #TallyEnergyHour each
 *
 * Returns: how many hours @n intervals begin, at most %TALLY_ENERGY_STATE_HOURS
 */
size_t tally_energy_hours_calc (const uint8_t *qualities,
                                int32_t n,
                                int32_t interval_s,
                                uint8_t states[TALLY_ENERGY_STATE_HOURS]);

/**
 * TallyEnergyCollection: how complete a day is, of the points of one kind at one node
 * @point_kind: as in ref.point; not owned
 * @n_complete: points of which every interval is measured
 * @newest_at: end of the newest interval measured, Unix seconds; 0: none is
 * @hours: for each local hour how many points are in each #TallyEnergyHour
 */
typedef struct {
    int32_t district_id;
    int32_t node_id;
    int32_t day;
    const char *point_kind;
    int64_t n_points;
    int64_t n_complete;
    int64_t n_expected;
    int64_t n_measured;
    int64_t n_estimated;
    int64_t n_missing;
    int64_t newest_at;
    size_t n_hours;
    int64_t hours[TALLY_ENERGY_STATE_HOURS * TALLY_ENERGY_HOUR_STATES];
} TallyEnergyCollection;

/**
 * tally_energy_collection_add:
 * @day_start: Unix seconds of the first interval
 *
 * Adds the day of one point.
 */
void tally_energy_collection_add (TallyEnergyCollection *self,
                                  const uint8_t *qualities,
                                  int32_t n,
                                  int32_t interval_s,
                                  int64_t day_start);

G_END_DECLS
