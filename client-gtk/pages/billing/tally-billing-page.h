// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client-gtk/models/tally-billing-model.h"
#include "client-gtk/pages/tally-page.h"

G_BEGIN_DECLS

/** TallyBillingPage: bill runs, the bills of one, and one bill down to its intervals. */
#define TALLY_TYPE_BILLING_PAGE (tally_billing_page_get_type ())
G_DECLARE_FINAL_TYPE (TallyBillingPage, tally_billing_page, TALLY, BILLING_PAGE, TallyPage)

GtkWidget *tally_billing_page_new (TallyApi *api);

G_END_DECLS
