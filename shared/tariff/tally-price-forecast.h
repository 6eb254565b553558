// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/tariff/tally-tariff-price.h"

G_BEGIN_DECLS

/* The rest of a period before it has happened: what like days took. The series
 * it makes is priced like any other, so that tiers, demand and minima of the
 * forecast follow the same rules as the bill. */

/**
 * TallyForecastDay: a day that was measured
 * @values: one an interval; any sign
 * @n: how many
 */
typedef struct {
    TallyDay day;
    const int64_t *values;
    size_t n;
} TallyForecastDay;

/** TALLY_FORECAST_WEEKS: like days are looked for so far back; without one, any measured day */
#define TALLY_FORECAST_WEEKS 4

typedef enum {
    TALLY_FORECAST_MEAN,
    TALLY_FORECAST_LOW,  /* each interval the least of its like days */
    TALLY_FORECAST_HIGH, /* and the most */
} TallyForecastKind;

/**
 * tally_price_forecast:
 * @plan: tariff and period
 * @known: what the period has so far, its first intervals
 * @n_known: how many; it need not end with a day
 * @past: measured days before the period, in any order
 * @n_past: how many
 * @kind: the mean of like days, or an end of their range
 * @filled: (out caller-allocates): tally_price_plan_count() values
 *
 * Fills the rest of the period from days of the same type (working day, Saturday,
 * Sunday; holidays are like Sundays) of the last four weeks before the first unknown
 * interval, interval by interval; a day with a change of clocks is taken from its
 * beginning. A mean is rounded half up. Without any measured day it is zero.
 *
 * Returns: how many values of @filled are forecast
 */
size_t tally_price_forecast (const TallyPricePlan *plan,
                             const int64_t *known,
                             size_t n_known,
                             const TallyForecastDay *past,
                             size_t n_past,
                             TallyForecastKind kind,
                             int64_t *filled);

G_END_DECLS
