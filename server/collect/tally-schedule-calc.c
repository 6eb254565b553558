// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/collect/tally-schedule-calc.h"

#include "shared/error/tally-error.h"

#define HOUR_S 3600
#define DAY_S 86400

gboolean
tally_schedule_check (const TallySchedule *self, GError **error)
{
    int32_t period = self->period_s;

    if (period < TALLY_SCHEDULE_MIN_S || period > TALLY_SCHEDULE_MAX_S
        || (HOUR_S % period != 0 && (period % HOUR_S != 0 || DAY_S % period != 0))) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                     "period: %d s is no part of an hour, nor whole hours of a day", period);
        return FALSE;
    }
    if (self->after_s >= 0 && self->after_s < period)
        return TRUE;
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, "after: %d s is not within %d s",
                 self->after_s, period);
    return FALSE;
}

static TallyDay
day_after (TallyDay day, int32_t n)
{
    return (TallyDay){ day.number + n };
}

/* The first instant of @day at which a local clock shows @second or has skipped it. */
static int64_t
instant_of_clock (const TallyZone *zone, TallyDay day, int32_t second)
{
    int64_t least = tally_day_start (zone, day);
    int64_t end = tally_day_start (zone, day_after (day, 1));
    int32_t offset = tally_zone_offset (zone, least);
    int64_t at = least + second - tally_zone_second_of_day (zone, least);
    int64_t most = MIN (at, end - 1);

    if (at <= least)
        return least;
    /* Within a day clocks change once at most; before the change this is it. */
    if (tally_zone_offset (zone, most) == offset)
        return most;
    at += offset - tally_zone_offset (zone, most);
    if (tally_zone_offset (zone, at) != offset)
        return MIN (at, end - 1);
    /* Skipped: @at is before the change and @most behind it. */
    while (at < most) {
        int64_t middle = at + (most - at) / 2;

        if (tally_zone_offset (zone, middle) == offset)
            at = middle + 1;
        else
            most = middle;
    }
    return most;
}

/* Of a local day: how often it is due, and when for the n-th time. */
static int32_t
count_of (const TallySchedule *self, const TallyZone *zone, TallyDay day)
{
    return self->period_s == DAY_S ? 1 : tally_day_intervals (zone, day, self->period_s);
}

static int64_t
due_of (const TallySchedule *self, const TallyZone *zone, TallyDay day, int32_t index)
{
    if (self->period_s == DAY_S)
        return instant_of_clock (zone, day, self->after_s);
    return tally_day_instant (zone, day, index, self->period_s) + self->after_s;
}

/* How often @day is due up to and with @now: times of a day rise, so the first one after it is
 * found by halving. */
static int32_t
count_until (const TallySchedule *self, const TallyZone *zone, TallyDay day, int64_t now)
{
    int32_t n = count_of (self, zone, day);
    int32_t first = 0;

    while (first < n) {
        int32_t middle = first + (n - first) / 2;

        if (due_of (self, zone, day, middle) > now)
            n = middle;
        else
            first = middle + 1;
    }
    return first;
}

int64_t
tally_schedule_next (const TallySchedule *self, const TallyZone *zone, int64_t now)
{
    TallyDay day = day_after (tally_day_of (zone, now), -1);

    for (;; day.number++) {
        int32_t n = count_until (self, zone, day, now);

        if (n < count_of (self, zone, day))
            return due_of (self, zone, day, n);
    }
}

int64_t
tally_schedule_last (const TallySchedule *self, const TallyZone *zone, int64_t now)
{
    TallyDay day = day_after (tally_day_of (zone, now), 1);

    for (;; day.number--) {
        int32_t n = count_until (self, zone, day, now);

        if (n > 0)
            return due_of (self, zone, day, n - 1);
    }
}
