// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/time/tally-day.h"

#include "shared/error/tally-error.h"

#include <string.h>

#define DAYS_PER_ERA 146097 /* 400 years */
#define EPOCH_SHIFT 719468  /* days from 0000-03-01 to 1970-01-01 */

static int32_t
floor_divide (int32_t dividend, int32_t divisor)
{
    int32_t quotient = dividend / divisor;

    return dividend % divisor < 0 ? quotient - 1 : quotient;
}

/* Years begin in March here, so that the leap day is the last of its year. */
TallyDay
tally_day_new (int year, int month, int day)
{
    int32_t march_year = month <= 2 ? year - 1 : year;
    int32_t era = floor_divide (march_year, 400);
    int32_t year_of_era = march_year - era * 400;
    int32_t day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    int32_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

    g_assert (month >= 1 && month <= 12);
    return (TallyDay){ era * DAYS_PER_ERA + day_of_era - EPOCH_SHIFT };
}

void
tally_day_split (TallyDay day, int *year, int *month, int *day_of_month)
{
    int32_t shifted = day.number + EPOCH_SHIFT;
    int32_t era = floor_divide (shifted, DAYS_PER_ERA);
    int32_t day_of_era = shifted - era * DAYS_PER_ERA;
    int32_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524
                           - day_of_era / 146096)
                          / 365;
    int32_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int32_t march_month = (5 * day_of_year + 2) / 153;
    int32_t found = march_month < 10 ? march_month + 3 : march_month - 9;

    if (year != NULL)
        *year = year_of_era + era * 400 + (found <= 2 ? 1 : 0);
    if (month != NULL)
        *month = found;
    if (day_of_month != NULL)
        *day_of_month = day_of_year - (153 * march_month + 2) / 5 + 1;
}

static gboolean
read_digits (const char *text, int n, int *value)
{
    *value = 0;
    for (int i = 0; i < n; i++) {
        if (!g_ascii_isdigit (text[i]))
            return FALSE;
        *value = *value * 10 + (text[i] - '0');
    }
    return TRUE;
}

gboolean
tally_day_parse (const char *text, TallyDay *day, GError **error)
{
    int year = 0, month = 0, day_of_month = 0;
    gboolean is_day = strlen (text) == 10 && text[4] == '-' && text[7] == '-'
                      && read_digits (text, 4, &year) && read_digits (text + 5, 2, &month)
                      && read_digits (text + 8, 2, &day_of_month) && year >= TALLY_DAY_FIRST_YEAR
                      && year <= TALLY_DAY_LAST_YEAR && month >= 1 && month <= 12
                      && day_of_month >= 1
                      && day_of_month <= tally_day_days_in_month (tally_day_new (year, month, 1));

    if (!is_day) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, "“%s” is not a day (YYYY-MM-DD)",
                     text);
        return FALSE;
    }
    *day = tally_day_new (year, month, day_of_month);
    return TRUE;
}

const char *
tally_day_format (TallyDay day, char text[TALLY_DAY_TEXT])
{
    int year, month, day_of_month;

    tally_day_split (day, &year, &month, &day_of_month);
    g_snprintf (text, TALLY_DAY_TEXT, "%04d-%02d-%02d", year % 10000, month, day_of_month);
    return text;
}

TallyWeekday
tally_day_weekday (TallyDay day)
{
    int32_t since_monday = (day.number + 3) % 7; /* 1970-01-01 was a Thursday */

    return (TallyWeekday) (since_monday < 0 ? since_monday + 7 : since_monday);
}

TallyDay
tally_day_month_start (TallyDay day)
{
    int day_of_month;

    tally_day_split (day, NULL, NULL, &day_of_month);
    return (TallyDay){ day.number - day_of_month + 1 };
}

TallyDay
tally_day_next_month (TallyDay day)
{
    return tally_month_start ((TallyMonth){ tally_month_of (day).number + 1 });
}

int
tally_day_days_in_month (TallyDay day)
{
    return tally_day_next_month (day).number - tally_day_month_start (day).number;
}

int
tally_day_days_in_year (TallyDay day)
{
    int year;

    tally_day_split (day, &year, NULL, NULL);
    return tally_day_new (year + 1, 1, 1).number - tally_day_new (year, 1, 1).number;
}

TallyMonth
tally_month_of (TallyDay day)
{
    int year, month;

    tally_day_split (day, &year, &month, NULL);
    return (TallyMonth){ year * 12 + month - 1 };
}

TallyDay
tally_month_start (TallyMonth month)
{
    int32_t year = floor_divide (month.number, 12);

    return tally_day_new (year, month.number - year * 12 + 1, 1);
}

const char *
tally_month_format (TallyMonth month, char text[TALLY_MONTH_TEXT])
{
    int32_t year = floor_divide (month.number, 12);

    g_snprintf (text, TALLY_MONTH_TEXT, "%04d-%02d", year % 10000, month.number - year * 12 + 1);
    return text;
}

TallyDays
tally_days_of_month (TallyDay day)
{
    return (TallyDays){ tally_day_month_start (day), tally_day_next_month (day) };
}

int32_t
tally_days_count (TallyDays days)
{
    return MAX (0, days.end.number - days.first.number);
}
