// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client-gtk/models/tally-points-model.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** tally_photo_window_open: shows the photo of @row over @parent; why it cannot is said there */
void tally_photo_window_open (GtkWidget *parent,
                              TallyPointsModel *model,
                              const TallyWireManualRow *row);

G_END_DECLS
