// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client-gtk/models/tally-settlement-model.h"
#include "client-gtk/pages/tally-page.h"

G_BEGIN_DECLS

/** TallySettlementPage: what regions and companies owe each other, and deciding on it. */
#define TALLY_TYPE_SETTLEMENT_PAGE (tally_settlement_page_get_type ())
G_DECLARE_FINAL_TYPE (TallySettlementPage, tally_settlement_page, TALLY, SETTLEMENT_PAGE, TallyPage)

GtkWidget *tally_settlement_page_new (TallyApi *api);

G_END_DECLS
