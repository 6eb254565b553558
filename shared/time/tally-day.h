// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

/**
 * TallyDay:
 * @number: days since 1970-01-01 in the proleptic Gregorian calendar
 *
 * A local calendar day. Which instants it holds is the zone's business (tally-zone.h).
 */
typedef struct {
    int32_t number;
} TallyDay;

/* Days outside 1900 to 2199 are refused when read: they are always a slip. */
#define TALLY_DAY_FIRST_YEAR 1900
#define TALLY_DAY_LAST_YEAR 2199

/** TALLY_DAY_TEXT: bytes for "2026-01-31" and its end */
#define TALLY_DAY_TEXT 11

/** TALLY_MONTH_TEXT: bytes for "2026-01" and its end */
#define TALLY_MONTH_TEXT 8

typedef enum {
    TALLY_MONDAY,
    TALLY_TUESDAY,
    TALLY_WEDNESDAY,
    TALLY_THURSDAY,
    TALLY_FRIDAY,
    TALLY_SATURDAY,
    TALLY_SUNDAY,
} TallyWeekday;

/** tally_day_new: @month: 1 to 12; @day: 1 to 31. Days over the month's end run on. */
TallyDay tally_day_new (int year, int month, int day);

/** tally_day_split: any of @year, @month (1 to 12), @day (1 to 31) may be %NULL */
void tally_day_split (TallyDay day, int *year, int *month, int *day_of_month);

/**
 * tally_day_parse:
 * @text: exactly "YYYY-MM-DD"
 * @day: (out):
 * @error: return location
 *
 * Returns: %FALSE with %TALLY_ERROR_INVALID when @text is not an existing day of 1900 to 2199
 */
gboolean tally_day_parse (const char *text, TallyDay *day, GError **error);

/** tally_day_format: writes "YYYY-MM-DD"; Returns: @text */
const char *tally_day_format (TallyDay day, char text[TALLY_DAY_TEXT]);

TallyWeekday tally_day_weekday (TallyDay day);

/** tally_day_month_start: Returns: the first day of the month of @day */
TallyDay tally_day_month_start (TallyDay day);

/** tally_day_next_month: Returns: the first day of the month after that of @day */
TallyDay tally_day_next_month (TallyDay day);

/** tally_day_days_in_month: Returns: 28 to 31 */
int tally_day_days_in_month (TallyDay day);

/** tally_day_days_in_year: Returns: 365 or 366 */
int tally_day_days_in_year (TallyDay day);

/**
 * TallyMonth:
 * @number: year * 12 + month - 1
 *
 * A calendar month as one number, so that months count on across years.
 */
typedef struct {
    int32_t number;
} TallyMonth;

TallyMonth tally_month_of (TallyDay day);

/** tally_month_start: Returns: its first day; the next month's start ends it */
TallyDay tally_month_start (TallyMonth month);

/** tally_month_format: writes "YYYY-MM"; Returns: @text */
const char *tally_month_format (TallyMonth month, char text[TALLY_MONTH_TEXT]);

/** TallyDays: @first: first day; @end: the day after the last */
typedef struct {
    TallyDay first;
    TallyDay end;
} TallyDays;

/** tally_days_of_month: Returns: the whole month of @day */
TallyDays tally_days_of_month (TallyDay day);

/** tally_days_count: Returns: number of days; 0 when @days is empty */
int32_t tally_days_count (TallyDays days);

G_END_DECLS
