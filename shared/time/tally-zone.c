// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/time/tally-zone.h"

#include "shared/error/tally-error.h"

#define SECONDS_PER_DAY 86400
#define TABLE_FIRST_YEAR 1990
#define TABLE_END_YEAR 2090

struct _TallyZone {
    char *name;
    GTimeZone *rules;
    int32_t first_day; /* of the table */
    int32_t n_days;
    int64_t *starts; /* n_days + 1, so that every day of the table has an end */
};

static int64_t
floor_divide (int64_t dividend, int64_t divisor)
{
    int64_t quotient = dividend / divisor;

    return dividend % divisor < 0 ? quotient - 1 : quotient;
}

int32_t
tally_zone_offset (const TallyZone *zone, int64_t instant)
{
    int interval = g_time_zone_find_interval (zone->rules, G_TIME_TYPE_UNIVERSAL, instant);

    return g_time_zone_get_offset (zone->rules, interval);
}

int32_t
tally_zone_standard_offset (const TallyZone *zone, int year)
{
    int64_t january = (int64_t) tally_day_new (year, 1, 1).number * SECONDS_PER_DAY;
    int64_t july = (int64_t) tally_day_new (year, 7, 1).number * SECONDS_PER_DAY;

    return MIN (tally_zone_offset (zone, january), tally_zone_offset (zone, july));
}

static int64_t
local_day_number (const TallyZone *zone, int64_t instant)
{
    return floor_divide (instant + tally_zone_offset (zone, instant), SECONDS_PER_DAY);
}

/* Looks for the first instant whose local date is @day or later: right also
 * where clocks skip midnight or where a whole day was left out. */
static int64_t
find_start (const TallyZone *zone, int64_t day)
{
    int64_t midnight = day * SECONDS_PER_DAY;
    int64_t before = midnight - tally_zone_offset (zone, midnight - SECONDS_PER_DAY);
    int64_t after = midnight - tally_zone_offset (zone, midnight + SECONDS_PER_DAY);
    int64_t low, high;

    if (before == after)
        return before;

    low = MIN (before, after) - 1;
    high = MAX (before, after);
    while (high - low > 1) {
        int64_t middle = low + (high - low) / 2;

        if (local_day_number (zone, middle) >= day)
            high = middle;
        else
            low = middle;
    }
    return high;
}

static TallyZone *
read_zone (const char *name, GError **error)
{
    g_autoptr(GTimeZone) rules = g_time_zone_new_identifier (name);
    TallyZone *zone;

    if (rules == NULL) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, "“%s” is not a time zone", name);
        return NULL;
    }

    zone = g_new0 (TallyZone, 1);
    zone->name = g_strdup (name);
    zone->rules = g_steal_pointer (&rules);
    zone->first_day = tally_day_new (TABLE_FIRST_YEAR, 1, 1).number;
    zone->n_days = tally_day_new (TABLE_END_YEAR, 1, 1).number - zone->first_day;
    zone->starts = g_new (int64_t, zone->n_days + 1);
    for (int32_t i = 0; i <= zone->n_days; i++)
        zone->starts[i] = find_start (zone, zone->first_day + i);
    return zone;
}

const TallyZone *
tally_zone_get (const char *name, GError **error)
{
    static GMutex mutex;
    static GHashTable *zones; /* never emptied: a process meets a handful of zones */
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&mutex);
    TallyZone *zone;

    if (zones == NULL)
        zones = g_hash_table_new (g_str_hash, g_str_equal);
    zone = g_hash_table_lookup (zones, name);
    if (zone == NULL) {
        zone = read_zone (name, error);
        if (zone == NULL)
            return NULL;
        g_hash_table_insert (zones, zone->name, zone);
    }
    return zone;
}

const char *
tally_zone_get_name (const TallyZone *zone)
{
    return zone->name;
}

int64_t
tally_day_start (const TallyZone *zone, TallyDay day)
{
    int32_t row = day.number - zone->first_day;

    if (row >= 0 && row <= zone->n_days)
        return zone->starts[row];
    return find_start (zone, day.number);
}

int32_t
tally_day_intervals (const TallyZone *zone, TallyDay day, int32_t interval_seconds)
{
    int64_t length = tally_day_start (zone, (TallyDay){ day.number + 1 })
                     - tally_day_start (zone, day);

    g_assert (interval_seconds > 0);
    return (int32_t) ((length + interval_seconds - 1) / interval_seconds);
}

int64_t
tally_days_intervals (const TallyZone *zone, TallyDays days, int32_t interval_seconds)
{
    int64_t n = 0;

    for (int32_t day = days.first.number; day < days.end.number; day++)
        n += tally_day_intervals (zone, (TallyDay){ day }, interval_seconds);
    return n;
}

int64_t
tally_day_instant (const TallyZone *zone, TallyDay day, int32_t index, int32_t interval_seconds)
{
    return tally_day_start (zone, day) + (int64_t) index * interval_seconds;
}

TallyDay
tally_day_of (const TallyZone *zone, int64_t instant)
{
    int64_t guess = floor_divide (instant, SECONDS_PER_DAY) - 1;

    /* Local dates are at most a day from the UTC date; the table decides. */
    for (int i = 0; i < 2; i++) {
        if (instant < tally_day_start (zone, (TallyDay){ (int32_t) guess + 1 }))
            break;
        guess++;
    }
    return (TallyDay){ (int32_t) guess };
}

void
tally_day_locate (const TallyZone *zone,
                  int64_t instant,
                  int32_t interval_seconds,
                  TallyDay *day,
                  int32_t *index)
{
    TallyDay found = tally_day_of (zone, instant);

    g_assert (interval_seconds > 0);
    *day = found;
    *index = (int32_t) ((instant - tally_day_start (zone, found)) / interval_seconds);
}

int32_t
tally_zone_second_of_day (const TallyZone *zone, int64_t instant)
{
    int64_t local = instant + tally_zone_offset (zone, instant);

    return (int32_t) (local - floor_divide (local, SECONDS_PER_DAY) * SECONDS_PER_DAY);
}
