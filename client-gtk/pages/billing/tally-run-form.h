// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client-gtk/models/tally-billing-model.h"

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * TallyRunForm:
 *
 * What a run is of: a month, for whom it is theirs to choose a district, and, where there are
 * cycles, one of those.
 *
 * Signal "started": @run_id: a run was asked for.
 */
#define TALLY_TYPE_RUN_FORM (tally_run_form_get_type ())
G_DECLARE_FINAL_TYPE (TallyRunForm, tally_run_form, TALLY, RUN_FORM, AdwBin)

/** tally_run_form_set_model: once */
void tally_run_form_set_model (TallyRunForm *self, TallyBillingModel *model);

G_END_DECLS
