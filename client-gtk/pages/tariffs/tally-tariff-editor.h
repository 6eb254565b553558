// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client-gtk/models/tally-tariffs-model.h"

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * TallyTariffEditor:
 *
 * Writes a draft: times, components, the head, or the text itself; with undo, and a preview beside.
 *
 * Signal "closed": the person is done. Signal "say" (text): to be said at the window's foot.
 */
#define TALLY_TYPE_TARIFF_EDITOR (tally_tariff_editor_get_type ())
G_DECLARE_FINAL_TYPE (TallyTariffEditor, tally_tariff_editor, TALLY, TARIFF_EDITOR, AdwBin)

void tally_tariff_editor_set_model (TallyTariffEditor *self, TallyTariffsModel *model);

/** tally_tariff_editor_open: @draft_id: (nullable): %NULL begins a new draft with that text */
void tally_tariff_editor_open (TallyTariffEditor *self,
                               const char *draft_id,
                               gint64 revision,
                               const char *document);

G_END_DECLS
