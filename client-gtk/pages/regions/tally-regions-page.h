// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client-gtk/models/tally-regions-model.h"
#include "client-gtk/pages/tally-page.h"

G_BEGIN_DECLS

/** TallyRegionsPage: the energy of every node of the grid in a month, and of one by day. */
#define TALLY_TYPE_REGIONS_PAGE (tally_regions_page_get_type ())
G_DECLARE_FINAL_TYPE (TallyRegionsPage, tally_regions_page, TALLY, REGIONS_PAGE, TallyPage)

GtkWidget *tally_regions_page_new (TallyApi *api);

G_END_DECLS
