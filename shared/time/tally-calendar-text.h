// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/time/tally-calendar.h"

G_BEGIN_DECLS

/*
 * The special days of a calendar as text, to be kept with a figure that was made with them:
 * "20727h,20735w" are two days by number from 1970-01-01, a holiday and a worked weekend day.
 */

/** tally_calendar_append_days: those of @days are added to @text; names are left out */
void tally_calendar_append_days (const TallyCalendar *calendar, TallyDays days, GString *text);

/** tally_calendar_parse_days: Returns: (transfer full): or %NULL with %TALLY_ERROR_INVALID */
TallyCalendar *tally_calendar_parse_days (const char *text, GError **error);

G_END_DECLS
