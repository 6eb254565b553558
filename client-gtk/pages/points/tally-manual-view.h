// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client-gtk/models/tally-points-model.h"

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * TallyManualView:
 *
 * What people read off the meters of a point, by day and with its photo, and a form for who brings
 * another reading or takes a wrong one back.
 */
#define TALLY_TYPE_MANUAL_VIEW (tally_manual_view_get_type ())
G_DECLARE_FINAL_TYPE (TallyManualView, tally_manual_view, TALLY, MANUAL_VIEW, AdwBin)

void tally_manual_view_set_model (TallyManualView *self, TallyPointsModel *model);

/** tally_manual_view_fill: for another point: what is typed is gone */
void tally_manual_view_fill (TallyManualView *self);

/** tally_manual_view_tell: how keeping or withdrawing ended; @error: (nullable): why it failed */
void tally_manual_view_tell (TallyManualView *self, const GError *error);

G_END_DECLS
