// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client-gtk/models/tally-bill-desk.h"
#include "client-gtk/models/tally-billing-model.h"

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * TallyBillView:
 *
 * One bill: what it comes to, its lines, and the intervals behind the chosen line.
 *
 * Signal "closed": back to the list. Signal "stepped" (direction): the next one (+1) or
 * the one before (-1) of the list.
 */
#define TALLY_TYPE_BILL_VIEW (tally_bill_view_get_type ())
G_DECLARE_FINAL_TYPE (TallyBillView, tally_bill_view, TALLY, BILL_VIEW, AdwBin)

void tally_bill_view_set_model (TallyBillView *self, TallyBillingModel *model, TallyBillDesk *desk);
void tally_bill_view_focus (TallyBillView *self);

G_END_DECLS
