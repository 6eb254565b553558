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
 * @error: return location
 *
 * Whole-day events become holidays, one of several days each of them, and one that recurs each
 * occurrence of ten years. A day is worked instead of free when its name or category says so
 * (班, "working day", "make-up"); "Day off (substituted from 02/04/2024)" makes the day in
 * brackets a worked one. Events with a time of day are no holidays and are left out.
 *
 * Returns: (transfer full): a calendar document (calendar-v1.schema.json), or %NULL with
 *   %TALLY_ERROR_INVALID
 */
char *tally_calendar_convert (const char *text, const char *id, GError **error);

G_END_DECLS
