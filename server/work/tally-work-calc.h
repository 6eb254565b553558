// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/time/tally-zone.h"

G_BEGIN_DECLS

/** What tally_work_last_due() gives for a job that is not due at all */
#define TALLY_WORK_NOT_DUE INT64_MIN

typedef enum {
    TALLY_WORK_EVERY,
    TALLY_WORK_DAILY,
    TALLY_WORK_WEEKLY,
    TALLY_WORK_MONTHLY,
    TALLY_WORK_YEARLY,
} TallyWorkRhythm;

/**
 * TallyWorkCalendar: when a job is due, in the market's time
 * @every_s: of %TALLY_WORK_EVERY: counted from each local midnight
 * @second: of the others: what a local clock shows
 * @weekdays: of %TALLY_WORK_WEEKLY: bit of a #TallyWeekday
 * @month: of %TALLY_WORK_YEARLY: 1 to 12
 * @day: 1 to 31; 0: the last of the month. A month without that day has none.
 */
typedef struct {
    TallyWorkRhythm rhythm;
    int64_t every_s;
    int32_t second;
    guint weekdays;
    int month;
    int day;
} TallyWorkCalendar;

/**
 * tally_work_calendar_parse:
 * @text: "every 15m" (s, m or h), "daily 02:30", "weekly mon,thu 02:30", "monthly 1 06:00",
 *   "monthly last 06:00" or "yearly 12-31 23:00"
 *
 * Returns: %FALSE with %TALLY_ERROR_INVALID
 */
gboolean tally_work_calendar_parse (const char *text, TallyWorkCalendar *calendar, GError **error);

/**
 * tally_work_last_due:
 * @zone: the market's
 * @last: Unix seconds it was last due; %TALLY_WORK_NOT_DUE: never
 * @now: Unix seconds
 *
 * A local time that clocks skip is the instant they skip to; one that they show twice is the
 * first of the two. So a job is due once a day, on every day.
 *
 * Returns: the newest time at or before @now at which the job is due, when
 *   that is after @last. Times missed in between are one catch-up, not many:
 *   every step does all there is to do.
 */
int64_t tally_work_last_due (const TallyZone *zone,
                             const TallyWorkCalendar *calendar,
                             int64_t last,
                             int64_t now);

/** tally_work_next_due: Returns: the first time after @after */
int64_t tally_work_next_due (const TallyZone *zone,
                             const TallyWorkCalendar *calendar,
                             int64_t after);

/**
 * tally_work_wait_s:
 * @tries: how often it was tried
 *
 * Returns: seconds to wait before the next try: 5, 10, 20 … at most 15 minutes
 */
int tally_work_wait_s (int tries);

G_END_DECLS
