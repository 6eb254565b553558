// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client-gtk/models/tally-plan-model.h"
#include "client-gtk/pages/tally-page.h"

G_BEGIN_DECLS

/** TallyPlanPage: the jobs of the work plan with how they go on, and the history of each. */
#define TALLY_TYPE_PLAN_PAGE (tally_plan_page_get_type ())
G_DECLARE_FINAL_TYPE (TallyPlanPage, tally_plan_page, TALLY, PLAN_PAGE, TallyPage)

GtkWidget *tally_plan_page_new (TallyApi *api);

G_END_DECLS
