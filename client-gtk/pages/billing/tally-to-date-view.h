// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client-gtk/models/tally-bill-desk.h"

#include <adwaita.h>

G_BEGIN_DECLS

/** TallyToDateView: bills to date, and a form that closes an agreement with its last bill */
#define TALLY_TYPE_TO_DATE_VIEW (tally_to_date_view_get_type ())
G_DECLARE_FINAL_TYPE (TallyToDateView, tally_to_date_view, TALLY, TO_DATE_VIEW, AdwBin)

GtkWidget *tally_to_date_view_new (TallyBillDesk *desk);

G_END_DECLS
