// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client-gtk/widgets/tally-plot.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * TallyPlotView:
 *
 * Paints a chart, with its legend above. Pointer and arrow keys read single points out
 * in the legend; the accessible description says the same.
 */
#define TALLY_TYPE_PLOT_VIEW (tally_plot_view_get_type ())
G_DECLARE_FINAL_TYPE (TallyPlotView, tally_plot_view, TALLY, PLOT_VIEW, GtkWidget)

/** tally_plot_view_set: @title: names the picture; @chart: (transfer full) (nullable) */
void tally_plot_view_set (TallyPlotView *self, const char *title, TallyPlot *chart);

G_END_DECLS
