// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client-gtk/widgets/tally-data-list.h"

G_BEGIN_DECLS

/* The columns of the page's lists. Each sets up @list for rows of one message. */

void tally_settlement_columns_of_list (TallyDataList *list);
void tally_settlement_columns_of_statements (TallyDataList *list);
void tally_settlement_columns_of_exchange (TallyDataList *list);
void tally_settlement_columns_of_audit (TallyDataList *list);
void tally_settlement_columns_of_decisions (TallyDataList *list);

G_END_DECLS
