// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client-gtk/models/tally-settlement-model.h"

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * TallyDecisionBar:
 *
 * Where a settlement stands, what this person may do with it now, and why not. Approval
 * asks for the password again and a return for its reason, in place.
 */
#define TALLY_TYPE_DECISION_BAR (tally_decision_bar_get_type ())
G_DECLARE_FINAL_TYPE (TallyDecisionBar, tally_decision_bar, TALLY, DECISION_BAR, AdwBin)

void tally_decision_bar_set_model (TallyDecisionBar *self, TallySettlementModel *model);

/** tally_decision_bar_close: closes an open form; Returns: whether one was open */
gboolean tally_decision_bar_close (TallyDecisionBar *self);

G_END_DECLS
