// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client-gtk/models/tally-tariffs-model.h"

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * TallyTariffView:
 *
 * A version or draft: who wrote and signed it, what may be done with it, how it differs from
 * another, its history and its text.
 *
 * Signal "edit" (is_new): open it in the editor; as a new draft made from it when @is_new.
 * Signal "try": price a month under it.
 */
#define TALLY_TYPE_TARIFF_VIEW (tally_tariff_view_get_type ())
G_DECLARE_FINAL_TYPE (TallyTariffView, tally_tariff_view, TALLY, TARIFF_VIEW, AdwBin)

void tally_tariff_view_set_model (TallyTariffView *self, TallyTariffsModel *model);

/** tally_tariff_view_close: the form that asks for a password or reason; Returns: was it open */
gboolean tally_tariff_view_close (TallyTariffView *self);

G_END_DECLS
