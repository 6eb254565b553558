// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/chart/tally-chart-load.h"

#include <cairo.h>

G_BEGIN_DECLS

/**
 * TallyChartLook: how charts are painted with cairo
 * @family: of letters, such as "Sans"
 * @em: their height, in the surface's units
 * @is_dark: whether the ground is dark
 */
typedef struct {
    const char *family;
    double em;
    gboolean is_dark;
} TallyChartLook;

/**
 * tally_chart_draw:
 * @cr: its origin is the picture's upper left corner
 * @width, @height: of the picture
 *
 * Paints the same picture as tally_chart_to_svg() on the desktop, or on paper.
 */
void tally_chart_draw (const TallyChart *chart,
                       cairo_t *cr,
                       double width,
                       double height,
                       const TallyChartLook *look);

/** tally_chart_load_draw: likewise, the picture of tally_chart_load_to_svg() */
void tally_chart_load_draw (const TallyChartLoad *chart,
                            cairo_t *cr,
                            double width,
                            double height,
                            const TallyChartLook *look);

G_END_DECLS
