// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client-gtk/models/tally-tariff-doc.h"
#include "client-gtk/models/tally-tariffs-model.h"

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * TallyPreviewView: an account's month under the document that is written, beside what it is now;
 * priced here, again after each change, never in the main loop
 */
#define TALLY_TYPE_PREVIEW_VIEW (tally_preview_view_get_type ())
G_DECLARE_FINAL_TYPE (TallyPreviewView, tally_preview_view, TALLY, PREVIEW_VIEW, AdwBin)

void tally_preview_view_set (TallyPreviewView *self, TallyTariffsModel *model, TallyTariffDoc *doc);

G_END_DECLS
