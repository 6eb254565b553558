// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client-gtk/widgets/tally-data-list.h"
#include "shared/wire/tally-wire-what-if-group.h"

G_BEGIN_DECLS

/* The lists of a what-if: what their columns are. Each is set up once. */

void tally_what_if_columns_classes (TallyDataList *list, GListStore *rows);
void tally_what_if_columns_components (TallyDataList *list, GListStore *rows);
void tally_what_if_columns_deciles (TallyDataList *list, GListStore *rows);
void tally_what_if_columns_movers (TallyDataList *list, GListStore *rows);

/** tally_what_if_group_name: Returns: (transfer full): "-10 % to -5 %" */
char *tally_what_if_group_name (const TallyWireWhatIfGroup *group);

/** tally_what_if_group_short: Returns: (transfer full): the same in whole percent, for an axis */
char *tally_what_if_group_short (const TallyWireWhatIfGroup *group);

G_END_DECLS
