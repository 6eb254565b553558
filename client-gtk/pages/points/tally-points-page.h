// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client-gtk/models/tally-points-model.h"
#include "client-gtk/pages/tally-page.h"

G_BEGIN_DECLS

/** TallyPointsPage: metering points with meters, agreements and registers over time. */
#define TALLY_TYPE_POINTS_PAGE (tally_points_page_get_type ())
G_DECLARE_FINAL_TYPE (TallyPointsPage, tally_points_page, TALLY, POINTS_PAGE, TallyPage)

GtkWidget *tally_points_page_new (TallyApi *api);

G_END_DECLS
