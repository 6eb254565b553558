// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client-gtk/models/tally-line-why.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * TallyLoadView:
 *
 * The picture of a bill's line: the load curve by band, with tiers and peak. Pointer and arrow
 * keys (with Ctrl: days; Home, End) read single intervals out.
 *
 * Property "reading": the interval that is read out; "" for none.
 */
#define TALLY_TYPE_LOAD_VIEW (tally_load_view_get_type ())
G_DECLARE_FINAL_TYPE (TallyLoadView, tally_load_view, TALLY, LOAD_VIEW, GtkDrawingArea)

/** tally_load_view_set: @why: (nullable): kept as long as it is shown, not owned */
void tally_load_view_set (TallyLoadView *self, const TallyLineWhy *why);

G_END_DECLS
