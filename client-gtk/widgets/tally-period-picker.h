// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * TallyPeriodPicker:
 *
 * A day or a month, with the one before and the one after at hand and a calendar.
 *
 * Property "is-month": whole months instead of days.
 * Signal "changed": another one is chosen.
 */
#define TALLY_TYPE_PERIOD_PICKER (tally_period_picker_get_type ())
G_DECLARE_FINAL_TYPE (TallyPeriodPicker, tally_period_picker, TALLY, PERIOD_PICKER, GtkWidget)

/** tally_period_picker_get: Returns: "YYYY-MM-DD", or "YYYY-MM" of a month */
const char *tally_period_picker_get (TallyPeriodPicker *self);

/** tally_period_picker_set: @day: any day, or day of the month, as "YYYY-MM-DD" */
void tally_period_picker_set (TallyPeriodPicker *self, const char *day);

/** tally_period_picker_step: @by: days or months */
void tally_period_picker_step (TallyPeriodPicker *self, int by);

G_END_DECLS
