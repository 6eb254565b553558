// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/chart/tally-chart-load.h"

G_BEGIN_DECLS

/* Colours of marks on a light ground and on a dark one. */
#define TALLY_CHART_CROSSING_LIGHT "#5b2a86"
#define TALLY_CHART_CROSSING_DARK "#d3a9f5"
#define TALLY_CHART_PEAK_LIGHT "#1b1b1f"
#define TALLY_CHART_PEAK_DARK "#f4f4f6"

/** tally_chart_tint: Returns: "#rrggbb" of a band's tint, cool to warm and dark to light to dark,
 *   so that neighbours differ by brightness too */
const char *tally_chart_tint (unsigned tint, gboolean is_dark);

G_END_DECLS
