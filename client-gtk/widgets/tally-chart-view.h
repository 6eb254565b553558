// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client-gtk/widgets/tally-chart.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * TallyChartView:
 *
 * Paints a chart, with its legend above. Pointer and arrow keys read single points out
 * in the legend; the accessible description says the same.
 */
#define TALLY_TYPE_CHART_VIEW (tally_chart_view_get_type ())
G_DECLARE_FINAL_TYPE (TallyChartView, tally_chart_view, TALLY, CHART_VIEW, GtkWidget)

/** tally_chart_view_set: @title: names the picture; @chart: (transfer full) (nullable) */
void tally_chart_view_set (TallyChartView *self, const char *title, TallyChart *chart);

G_END_DECLS
