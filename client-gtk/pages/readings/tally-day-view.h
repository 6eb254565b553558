// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client-gtk/models/tally-series.h"

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * TallyDayView:
 *
 * One day of a point: its load curve, an edit with its effect as it is typed, and the versions
 * of the day with who made them and why.
 *
 * Signal "edited": a new version stands.
 */
#define TALLY_TYPE_DAY_VIEW (tally_day_view_get_type ())
G_DECLARE_FINAL_TYPE (TallyDayView, tally_day_view, TALLY, DAY_VIEW, AdwBin)

/** tally_day_view_set_series: once, before anything else */
void tally_day_view_set_series (TallyDayView *self, TallySeries *series);

/** tally_day_view_focus: to the curve; Returns: whether it could */
gboolean tally_day_view_focus (TallyDayView *self);

/** tally_day_view_choose: the range to begin with when the day has come; @n 0: the worst one */
void tally_day_view_choose (TallyDayView *self, guint first, guint n);

G_END_DECLS
