// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client-gtk/widgets/tally-data-list.h"

G_BEGIN_DECLS

/* The lists of a metering point, each set up with its columns. */

void tally_point_columns_meters (TallyDataList *list);
void tally_point_columns_agreements (TallyDataList *list);
void tally_point_columns_registers (TallyDataList *list);
void tally_point_columns_manual (TallyDataList *list);
void tally_point_columns_parameters (TallyDataList *list);

G_END_DECLS
