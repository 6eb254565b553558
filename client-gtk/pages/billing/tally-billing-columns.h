// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client-gtk/widgets/tally-data-list.h"

G_BEGIN_DECLS

/* The columns of the page's lists. Each sets up @list for rows of one message. */

void tally_billing_columns_of_runs (TallyDataList *list);
void tally_billing_columns_of_bills (TallyDataList *list);

G_END_DECLS
