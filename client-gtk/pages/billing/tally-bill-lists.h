// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client-gtk/models/tally-bill-desk.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** tally_bill_lists_to_date: Returns: what every account has run up, and its month's forecast */
GtkWidget *tally_bill_lists_to_date (TallyBillDesk *desk);

/** tally_bill_lists_checks: Returns: the checks before release with their parameters */
GtkWidget *tally_bill_lists_checks (TallyBillDesk *desk);

/** tally_bill_lists_history: @rows: of #TallyWireBillParameter, of one check */
GtkWidget *tally_bill_lists_history (GListModel *rows);

G_END_DECLS
