// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/time/tally-day.h"

G_BEGIN_DECLS

/**
 * TallyDayType: what a day counts as. The seven weekdays come first, with
 * the values of TallyWeekday.
 */
typedef enum {
    TALLY_DAY_MONDAY = TALLY_MONDAY,
    TALLY_DAY_SATURDAY = TALLY_SATURDAY,
    TALLY_DAY_SUNDAY = TALLY_SUNDAY,
    TALLY_DAY_HOLIDAY,
    TALLY_DAY_TYPES
} TallyDayType;

/**
 * TallyCalendar:
 *
 * The special days of one place: public holidays, and weekend days worked to
 * make up for a bridge holiday (those count as a Monday). A sorted list, not
 * changed once in use, so any thread may read it.
 */
typedef struct _TallyCalendar TallyCalendar;

TallyCalendar *tally_calendar_new (void);
void tally_calendar_free (TallyCalendar *calendar);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallyCalendar, tally_calendar_free)

/**
 * tally_calendar_add:
 * @name: as people call it
 * @is_worked: %FALSE for a holiday, %TRUE for a weekend day that is worked
 *
 * Returns: %FALSE with %TALLY_ERROR_EXISTS when @day is in the calendar already
 */
gboolean tally_calendar_add (TallyCalendar *calendar,
                             TallyDay day,
                             const char *name,
                             gboolean is_worked,
                             GError **error);

/** tally_calendar_day_type: @calendar may be %NULL: then no day is special */
TallyDayType tally_calendar_day_type (const TallyCalendar *calendar, TallyDay day);

/** tally_calendar_name: Returns: (nullable): the special day's name */
const char *tally_calendar_name (const TallyCalendar *calendar, TallyDay day);

size_t tally_calendar_count (const TallyCalendar *calendar);

/** tally_calendar_get: the special day at @index in order of days; any out may be %NULL */
void tally_calendar_get (const TallyCalendar *calendar,
                         size_t index,
                         TallyDay *day,
                         const char **name,
                         gboolean *is_worked);

G_END_DECLS
