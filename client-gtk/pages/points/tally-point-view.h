// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client-gtk/models/tally-points-model.h"

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * TallyPointView:
 *
 * One metering point: its figures, meters, agreements, registers and rules over time, and the two
 * things a clerk does there: another meter hangs now, and a register went back.
 */
#define TALLY_TYPE_POINT_VIEW (tally_point_view_get_type ())
G_DECLARE_FINAL_TYPE (TallyPointView, tally_point_view, TALLY, POINT_VIEW, AdwBin)

/** tally_point_view_set_model: called once */
void tally_point_view_set_model (TallyPointView *self, TallyPointsModel *model);

/** tally_point_view_tell: @error: (nullable): how what was asked for ended */
void tally_point_view_tell (TallyPointView *self, const GError *error);

G_END_DECLS
