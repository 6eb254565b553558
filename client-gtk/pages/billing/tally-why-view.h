// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client-gtk/models/tally-feed.h"

#include <adwaita.h>

G_BEGIN_DECLS

/** TallyWhyView: why a line of a bill is what it is: the rule in words, and its picture */
#define TALLY_TYPE_WHY_VIEW (tally_why_view_get_type ())
G_DECLARE_FINAL_TYPE (TallyWhyView, tally_why_view, TALLY, WHY_VIEW, AdwBin)

/** tally_why_view_set_feed: @feed: of #TallyWireLineReason; once */
void tally_why_view_set_feed (TallyWhyView *self, TallyFeed *feed);

G_END_DECLS
