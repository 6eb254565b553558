// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client-gtk/models/tally-bill-desk.h"
#include "shared/wire/tally-wire-bill.h"

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * TallyHoldBar: what the checks found in a bill, and what to do about it: a reason, then Enter
 * does what is most likely (a held bill is released, one that is ready is held, one that is
 * issued is ordered again); Esc empties the reason.
 */
#define TALLY_TYPE_HOLD_BAR (tally_hold_bar_get_type ())
G_DECLARE_FINAL_TYPE (TallyHoldBar, tally_hold_bar, TALLY, HOLD_BAR, AdwBin)

void tally_hold_bar_set_desk (TallyHoldBar *self, TallyBillDesk *desk);

/** tally_hold_bar_show: @bill: (nullable): it is copied from */
void tally_hold_bar_show (TallyHoldBar *self, const TallyWireBill *bill);

G_END_DECLS
