// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client-gtk/models/tally-bill-desk.h"

#include <adwaita.h>

G_BEGIN_DECLS

/** TallyCheckView: checks before release, their history, and a form to set one anew */
#define TALLY_TYPE_CHECK_VIEW (tally_check_view_get_type ())
G_DECLARE_FINAL_TYPE (TallyCheckView, tally_check_view, TALLY, CHECK_VIEW, AdwBin)

GtkWidget *tally_check_view_new (TallyBillDesk *desk);

G_END_DECLS
