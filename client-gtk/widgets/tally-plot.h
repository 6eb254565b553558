// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client-gtk/models/tally-figure.h"
#include "client-gtk/widgets/tally-palette.h"

G_BEGIN_DECLS

/** TALLY_PLOT_MAX_SERIES: values of one point */
#define TALLY_PLOT_MAX_SERIES 4

typedef enum {
    TALLY_PLOT_STACKED, /* bars, one upon the other */
    TALLY_PLOT_CURVE,   /* steps, with marked ones set off */
} TallyPlotKind;

/** TallyPlot: what a picture shows, before anything is painted. Frees itself whole. */
typedef struct {
    TallyPlotKind kind;
    TallyFigure figure;
    char *unit;
    size_t n_series;
    const char *names[TALLY_PLOT_MAX_SERIES]; /* translated, static */
    TallyTint tints[TALLY_PLOT_MAX_SERIES];
    GPtrArray *labels; /* of the points, as read out */
    GArray *values;    /* of int64_t, n_series a point */
    GByteArray *marks; /* one a point: 1 estimated */
} TallyPlot;

TallyPlot *tally_plot_new (TallyPlotKind kind, TallyFigure figure, const char *unit);
void tally_plot_free (TallyPlot *chart);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallyPlot, tally_plot_free)

void tally_plot_add_series (TallyPlot *chart, const char *name, TallyTint tint);

/** tally_plot_add_point: @values: one for each series */
void tally_plot_add_point (TallyPlot *chart,
                           const char *label,
                           const int64_t *values,
                           gboolean is_marked);

guint tally_plot_n_points (const TallyPlot *chart);
int64_t tally_plot_value (const TallyPlot *chart, guint point, size_t series);

/** tally_plot_range: @lowest and @highest of what is painted, zero among them */
void tally_plot_range (const TallyPlot *chart, int64_t *lowest, int64_t *highest);

/** tally_plot_step: Returns: 1, 2 or 5 times a power of ten, at most @n_steps to @range */
int64_t tally_plot_step (int64_t range, int n_steps);

G_END_DECLS
