// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client-gtk/models/tally-rules-model.h"
#include "client-gtk/pages/tally-page.h"

G_BEGIN_DECLS

/** TallyRulesPage: what validation holds readings against, with history and what is to come. */
#define TALLY_TYPE_RULES_PAGE (tally_rules_page_get_type ())
G_DECLARE_FINAL_TYPE (TallyRulesPage, tally_rules_page, TALLY, RULES_PAGE, TallyPage)

GtkWidget *tally_rules_page_new (TallyApi *api);

G_END_DECLS
