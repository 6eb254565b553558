// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client-gtk/widgets/tally-curve.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * TallyCurveView:
 *
 * The load curve of a day: what was measured, estimated and edited, each told apart by its
 * pattern as well as its colour, like days behind it, and the curve an edit would leave.
 * Pointer or arrow keys read an interval out; dragging, or Shift with the arrows, chooses a
 * range; Ctrl+A the whole day; Home and End go to its ends.
 *
 * Property "text": what is under the cursor, for a label and for screen readers.
 * Signal "range-changed": another range is chosen by the person.
 */
#define TALLY_TYPE_CURVE_VIEW (tally_curve_view_get_type ())
G_DECLARE_FINAL_TYPE (TallyCurveView, tally_curve_view, TALLY, CURVE_VIEW, GtkWidget)

/** tally_curve_view_set: @curve: (transfer full) (nullable); the range is kept if it fits */
void tally_curve_view_set (TallyCurveView *self, const char *title, TallyCurve *curve);

/** tally_curve_view_get: Returns: (nullable): what is shown */
const TallyCurve *tally_curve_view_get (TallyCurveView *self);

/** tally_curve_view_set_after: @values: (nullable): of int64_t, what an edit would leave */
void tally_curve_view_set_after (TallyCurveView *self, GArray *values);

void tally_curve_view_set_range (TallyCurveView *self, guint first, guint end);

/** tally_curve_view_get_range: Returns: whether anything is chosen; @end is after the last */
gboolean tally_curve_view_get_range (TallyCurveView *self, guint *first, guint *end);

G_END_DECLS
