// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/work/tally-work-calc.h"

#include "shared/error/tally-error.h"

#include <string.h>

#define FIRST_WAIT_S 5
#define LONGEST_WAIT_S 900
#define SECONDS_PER_HOUR 3600
#define SECONDS_PER_DAY 86400

/* A 29th of February is at most eight years away. */
#define FURTHEST_DAYS (9 * 366)

static gboolean
refuse (const char *text, GError **error)
{
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, "no calendar: \"%s\"", text);
    return FALSE;
}

static gboolean
parse_number (const char *text, int64_t min, int64_t max, int64_t *number)
{
    return g_ascii_string_to_signed (text, 10, min, max, number, NULL);
}

/* "02:30" */
static gboolean
parse_time (const char *text, int32_t *second)
{
    g_auto(GStrv) parts = g_strsplit (text, ":", -1);
    int64_t hour;
    int64_t minute;

    if (g_strv_length (parts) != 2 || !parse_number (parts[0], 0, 23, &hour)
        || !parse_number (parts[1], 0, 59, &minute))
        return FALSE;
    *second = (int32_t) (hour * SECONDS_PER_HOUR + minute * 60);
    return TRUE;
}

/* "15m" */
static gboolean
parse_span (const char *text, int64_t *seconds)
{
    static const struct {
        char unit;
        int64_t seconds;
    } units[] = { { 's', 1 }, { 'm', 60 }, { 'h', SECONDS_PER_HOUR } };
    size_t length = strlen (text);
    g_autofree char *digits = g_strndup (text, length > 0 ? length - 1 : 0);

    for (size_t i = 0; length > 1 && i < G_N_ELEMENTS (units); i++) {
        if (text[length - 1] != units[i].unit
            || !parse_number (digits, 1, SECONDS_PER_DAY / units[i].seconds, seconds))
            continue;
        *seconds *= units[i].seconds;
        return TRUE;
    }
    return FALSE;
}

/* "mon,thu" */
static gboolean
parse_weekdays (const char *text, guint *weekdays)
{
    static const char *const names[] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun" };
    g_auto(GStrv) parts = g_strsplit (text, ",", -1);

    *weekdays = 0;
    for (char **part = parts; *part != NULL; part++) {
        guint day = 0;

        while (day < G_N_ELEMENTS (names) && !g_str_equal (names[day], *part))
            day++;
        if (day == G_N_ELEMENTS (names))
            return FALSE;
        *weekdays |= 1u << day;
    }
    return *weekdays != 0;
}

static gboolean
parse_day (const char *text, int *day)
{
    int64_t number;

    *day = 0;
    if (g_str_equal (text, "last"))
        return TRUE;
    if (!parse_number (text, 1, 31, &number))
        return FALSE;
    *day = (int) number;
    return TRUE;
}

/* "02-29" */
static gboolean
parse_month_day (const char *text, TallyWorkCalendar *calendar)
{
    g_auto(GStrv) parts = g_strsplit (text, "-", -1);
    int64_t month;

    if (g_strv_length (parts) != 2 || !parse_number (parts[0], 1, 12, &month)
        || !parse_day (parts[1], &calendar->day))
        return FALSE;
    calendar->month = (int) month;
    /* A leap year has every day there is. */
    return calendar->day <= tally_day_days_in_month (tally_day_new (2028, (int) month, 1));
}

gboolean
tally_work_calendar_parse (const char *text, TallyWorkCalendar *calendar, GError **error)
{
    g_auto(GStrv) words = g_strsplit (text, " ", -1);
    guint n = g_strv_length (words);
    const char *rhythm = n > 0 ? words[0] : "";
    gboolean is_good = FALSE;

    *calendar = (TallyWorkCalendar){ 0 };
    if (n == 2 && g_str_equal (rhythm, "every")) {
        calendar->rhythm = TALLY_WORK_EVERY;
        is_good = parse_span (words[1], &calendar->every_s);
    } else if (n == 2 && g_str_equal (rhythm, "daily")) {
        calendar->rhythm = TALLY_WORK_DAILY;
        is_good = parse_time (words[1], &calendar->second);
    } else if (n == 3 && g_str_equal (rhythm, "weekly")) {
        calendar->rhythm = TALLY_WORK_WEEKLY;
        is_good = parse_weekdays (words[1], &calendar->weekdays)
                  && parse_time (words[2], &calendar->second);
    } else if (n == 3 && g_str_equal (rhythm, "monthly")) {
        calendar->rhythm = TALLY_WORK_MONTHLY;
        is_good = parse_day (words[1], &calendar->day) && parse_time (words[2], &calendar->second);
    } else if (n == 3 && g_str_equal (rhythm, "yearly")) {
        calendar->rhythm = TALLY_WORK_YEARLY;
        is_good = parse_month_day (words[1], calendar) && parse_time (words[2], &calendar->second);
    }
    return is_good || refuse (text, error);
}

static gboolean
matches (const TallyWorkCalendar *calendar, TallyDay day)
{
    int month;
    int day_of_month;
    gboolean is_day;

    tally_day_split (day, NULL, &month, &day_of_month);
    is_day = calendar->day == 0 ? day_of_month == tally_day_days_in_month (day)
                                : day_of_month == calendar->day;
    switch (calendar->rhythm) {
    case TALLY_WORK_WEEKLY:
        return (calendar->weekdays & 1u << tally_day_weekday (day)) != 0;
    case TALLY_WORK_MONTHLY:
        return is_day;
    case TALLY_WORK_YEARLY:
        return is_day && month == calendar->month;
    case TALLY_WORK_DAILY:
    case TALLY_WORK_EVERY:
    default:
        return TRUE;
    }
}

/* The first instant of [from, until] with the offset of @until. */
static int64_t
find_change (const TallyZone *zone, int64_t from, int64_t until)
{
    int32_t after = tally_zone_offset (zone, until);

    while (from < until) {
        int64_t middle = from + (until - from) / 2;

        if (tally_zone_offset (zone, middle) == after)
            until = middle;
        else
            from = middle + 1;
    }
    return until;
}

/* When a clock first shows @second of @day, or what it skips to. */
static int64_t
instant_of (const TallyZone *zone, TallyDay day, int32_t second)
{
    int64_t start = tally_day_start (zone, day);
    int32_t offset = tally_zone_offset (zone, start);
    /* Where midnight itself is skipped a day begins later. */
    int64_t guess = start + MAX (0, second - tally_zone_second_of_day (zone, start));
    int64_t at = guess + offset - tally_zone_offset (zone, guess);

    if (tally_zone_offset (zone, at) == tally_zone_offset (zone, guess))
        return at;
    return find_change (zone, at, guess);
}

static int64_t
last_of_day (const TallyZone *zone, const TallyWorkCalendar *calendar, TallyDay day, int64_t now)
{
    int64_t at;

    if (calendar->rhythm == TALLY_WORK_EVERY) {
        int64_t midnight = tally_day_start (zone, day);
        int64_t until = MIN (now, tally_day_start (zone, (TallyDay){ day.number + 1 }) - 1);

        return calendar->every_s >= SECONDS_PER_DAY
                   ? midnight
                   : midnight + (until - midnight) / calendar->every_s * calendar->every_s;
    }
    at = matches (calendar, day) ? instant_of (zone, day, calendar->second) : TALLY_WORK_NOT_DUE;
    return at <= now ? at : TALLY_WORK_NOT_DUE;
}

int64_t
tally_work_last_due (const TallyZone *zone,
                     const TallyWorkCalendar *calendar,
                     int64_t last,
                     int64_t now)
{
    TallyDay today = tally_day_of (zone, now);

    for (int32_t back = 0; back < FURTHEST_DAYS; back++) {
        int64_t due = last_of_day (zone, calendar, (TallyDay){ today.number - back }, now);

        if (due != TALLY_WORK_NOT_DUE)
            return due > last ? due : TALLY_WORK_NOT_DUE;
    }
    return TALLY_WORK_NOT_DUE;
}

int64_t
tally_work_next_due (const TallyZone *zone, const TallyWorkCalendar *calendar, int64_t after)
{
    TallyDay today = tally_day_of (zone, after);

    for (int32_t ahead = 0; ahead < FURTHEST_DAYS; ahead++) {
        TallyDay day = { today.number + ahead };
        int64_t midnight = tally_day_start (zone, day);
        int64_t end = tally_day_start (zone, (TallyDay){ day.number + 1 });
        int64_t at;

        if (calendar->rhythm == TALLY_WORK_EVERY) {
            at = after < midnight
                     ? midnight
                     : midnight + ((after - midnight) / calendar->every_s + 1) * calendar->every_s;
            /* A day of 25 hours has one midnight all the same. */
            if (at < end && (at == midnight || calendar->every_s < SECONDS_PER_DAY))
                return at;
            continue;
        }
        at = matches (calendar, day) ? instant_of (zone, day, calendar->second) : after;
        if (at > after)
            return at;
    }
    return TALLY_WORK_NOT_DUE;
}

int
tally_work_wait_s (int tries)
{
    int wait = FIRST_WAIT_S;

    for (int i = 1; i < tries && wait < LONGEST_WAIT_S; i++)
        wait *= 2;
    return MIN (wait, LONGEST_WAIT_S);
}
