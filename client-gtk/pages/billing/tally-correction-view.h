// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client-gtk/models/tally-bill-desk.h"

#include <adwaita.h>

G_BEGIN_DECLS

/** TallyCorrectionView: corrections, and one of them line by line: before, after, difference. */
#define TALLY_TYPE_CORRECTION_VIEW (tally_correction_view_get_type ())
G_DECLARE_FINAL_TYPE (TallyCorrectionView, tally_correction_view, TALLY, CORRECTION_VIEW, AdwBin)

GtkWidget *tally_correction_view_new (TallyBillDesk *desk);

G_END_DECLS
