// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * tally_calendar_is_convertible:
 *
 * Returns: whether @text is an iCalendar file, or a JSON object of days ("2026-10-01": "…")
 */
gboolean tally_calendar_is_convertible (const char *text);

/**
 * tally_calendar_convert:
 * @text: an iCalendar file (RFC 5545), or a JSON object of days and names
 * @id: of the calendar, such as "CN"
 * @until: the last year of which occurrences of rules are written; -1: ten years after the
 *   latest year in which a whole-day event of the file begins
 * @notes: (element-type utf8) (nullable): is given a note, translated, for each event whose rule
 *   goes on after that year, with the event's line and name
 * @error: return location: names the line of the event, its name and the field
 *
 * Whole-day events become holidays, one of several days each of them, and one that recurs (RRULE,
 * RDATE) each occurrence but those of EXDATE and those that an event with their RECURRENCE-ID
 * replaces. Cancelled events are left out. SUMMARY in Chinese beside another is a name in both
 * languages. A day is worked instead of free when its name or category says so
 * (班, "working day", "make-up"); "Day off (substituted from 02/04/2024)" makes the day in
 * brackets a worked one. Events with a time of day are no holidays and are left out.
 *
 * Returns: (transfer full): a calendar document (calendar-v1.schema.json), or %NULL with
 *   %TALLY_ERROR_INVALID
 */
char *tally_calendar_convert (const char *text,
                              const char *id,
                              int until,
                              GPtrArray *notes,
                              GError **error);

G_END_DECLS
