// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client-gtk/models/tally-tariff-doc.h"

#include <adwaita.h>

G_BEGIN_DECLS

/** TallyTimesView: the schedules of a document: which to show, days, bands to paint, the grid */
#define TALLY_TYPE_TIMES_VIEW (tally_times_view_get_type ())
G_DECLARE_FINAL_TYPE (TallyTimesView, tally_times_view, TALLY, TIMES_VIEW, AdwBin)

void tally_times_view_set_doc (TallyTimesView *self, TallyTariffDoc *doc);

G_END_DECLS
