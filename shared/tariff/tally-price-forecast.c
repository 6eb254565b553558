// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/tariff/tally-price-forecast.h"

#include "shared/tariff/tally-price-work.h"

#include <string.h>

#define DAYS_PER_WEEK 7
#define MAX_LIKE_DAYS 31

/* Days one interval is worked out from. */
typedef struct {
    TallyForecastDay days[MAX_LIKE_DAYS];
    size_t n;
} Like;

typedef enum {
    LIKE_WORKING,
    LIKE_SATURDAY,
    LIKE_SUNDAY
} LikeKind;

static LikeKind
kind_of (const TallyPricePlan *plan, TallyDay day)
{
    TallyDayType type = tally_calendar_day_type (plan->period.calendar, day);

    if (type == TALLY_DAY_SATURDAY)
        return LIKE_SATURDAY;
    return type == TALLY_DAY_SUNDAY || type == TALLY_DAY_HOLIDAY ? LIKE_SUNDAY : LIKE_WORKING;
}

static void
add_like (Like *like, TallyForecastDay day)
{
    if (like->n < MAX_LIKE_DAYS && day.n > 0)
        like->days[like->n++] = day;
}

/* Measured days of the same kind before @until and not older than @oldest. */
static void
find_like (const TallyPricePlan *plan,
           const int64_t *known,
           size_t n_known_days,
           const TallyForecastDay *past,
           size_t n_past,
           TallyDay day,
           gboolean is_any,
           Like *like)
{
    int32_t first = plan->period.days.first.number;
    int32_t oldest = first + (int32_t) n_known_days - TALLY_FORECAST_WEEKS * DAYS_PER_WEEK;
    LikeKind kind = kind_of (plan, day);

    like->n = 0;
    for (size_t i = n_known_days; i > 0; i--) {
        TallyDay here = { first + (int32_t) i - 1 };

        if (is_any || (here.number >= oldest && kind_of (plan, here) == kind))
            add_like (like, (TallyForecastDay){ here, known + plan->day_first[i - 1],
                                                plan->day_first[i] - plan->day_first[i - 1] });
    }
    for (size_t i = n_past; i > 0; i--) {
        if (is_any
            || (past[i - 1].day.number >= oldest && past[i - 1].day.number < first
                && kind_of (plan, past[i - 1].day) == kind))
            add_like (like, past[i - 1]);
    }
}

/* A day with fewer intervals repeats its last one. */
static int64_t
value_at (const TallyForecastDay *day, size_t index)
{
    return day->values[MIN (index, day->n - 1)];
}

static int64_t
combine (const Like *like, size_t index, TallyForecastKind kind)
{
    __int128 sum = 0, n = (__int128) like->n;
    int64_t least = INT64_MAX, most = INT64_MIN;

    for (size_t i = 0; i < like->n; i++) {
        int64_t value = value_at (&like->days[i], index);

        sum += value;
        least = MIN (least, value);
        most = MAX (most, value);
    }
    if (like->n == 0)
        return 0;
    if (kind != TALLY_FORECAST_MEAN)
        return kind == TALLY_FORECAST_LOW ? least : most;
    return (int64_t) ((2 * sum + (sum < 0 ? -n : n)) / (2 * n));
}

size_t
tally_price_forecast (const TallyPricePlan *plan,
                      const int64_t *known,
                      size_t n_known,
                      const TallyForecastDay *past,
                      size_t n_past,
                      TallyForecastKind kind,
                      int64_t *filled)
{
    size_t n_known_days = 0;
    Like like;

    g_return_val_if_fail (n_known <= plan->count, 0);
    while (n_known_days < plan->n_days && plan->day_first[n_known_days + 1] <= n_known)
        n_known_days++;
    memcpy (filled, known, n_known * sizeof *filled);
    for (size_t i = n_known_days; i < plan->n_days; i++) {
        TallyDay day = { plan->period.days.first.number + (int32_t) i };

        find_like (plan, known, n_known_days, past, n_past, day, FALSE, &like);
        if (like.n == 0)
            find_like (plan, known, n_known_days, past, n_past, day, TRUE, &like);
        for (size_t at = MAX (plan->day_first[i], n_known); at < plan->day_first[i + 1]; at++)
            filled[at] = combine (&like, at - plan->day_first[i], kind);
    }
    return plan->count - n_known;
}
