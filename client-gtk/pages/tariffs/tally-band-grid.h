// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client-gtk/models/tally-tariff-grid.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * TallyBandGrid:
 *
 * Months by hours, painted with bands. By mouse: drag over cells, they take the band that is
 * chosen. By keyboard: arrows move, with Shift they select, a digit paints what is selected.
 * Each cell shows its band's number, so that colour is never alone.
 *
 * Signal "painted" (band): the person wants the selected area in that band.
 */
#define TALLY_TYPE_BAND_GRID (tally_band_grid_get_type ())
G_DECLARE_FINAL_TYPE (TallyBandGrid, tally_band_grid, TALLY, BAND_GRID, GtkWidget)

/** tally_band_grid_set: @grid: (nullable): must live until the next call */
void tally_band_grid_set (TallyBandGrid *self, const TallyTariffGrid *grid, TallyGridDay day);

/** tally_band_grid_set_brush: the band that dragging paints */
void tally_band_grid_set_brush (TallyBandGrid *self, guint band);
void tally_band_grid_get_area (TallyBandGrid *self, TallyGridArea *area);

/** tally_band_grid_colour: of a band, for its legend too */
GdkRGBA tally_band_grid_colour (GtkWidget *widget, guint band);

G_END_DECLS
