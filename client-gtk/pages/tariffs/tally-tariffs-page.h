// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client-gtk/api/tally-api.h"
#include "client-gtk/pages/tally-page.h"

G_BEGIN_DECLS

/** TallyTariffsPage: versions and drafts of tariffs, the editor, and what-ifs. */
#define TALLY_TYPE_TARIFFS_PAGE (tally_tariffs_page_get_type ())
G_DECLARE_FINAL_TYPE (TallyTariffsPage, tally_tariffs_page, TALLY, TARIFFS_PAGE, TallyPage)

GtkWidget *tally_tariffs_page_new (TallyApi *api);

G_END_DECLS
