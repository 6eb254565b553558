// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client-gtk/models/tally-imports-model.h"
#include "client-gtk/pages/tally-page.h"

G_BEGIN_DECLS

/** TallyImportsPage: files that were brought, what became of each, and bringing another. */
#define TALLY_TYPE_IMPORTS_PAGE (tally_imports_page_get_type ())
G_DECLARE_FINAL_TYPE (TallyImportsPage, tally_imports_page, TALLY, IMPORTS_PAGE, TallyPage)

GtkWidget *tally_imports_page_new (TallyApi *api);

G_END_DECLS
