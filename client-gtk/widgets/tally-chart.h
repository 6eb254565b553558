// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client-gtk/models/tally-figure.h"
#include "client-gtk/widgets/tally-palette.h"

G_BEGIN_DECLS

/** TALLY_CHART_MAX_SERIES: values of one point */
#define TALLY_CHART_MAX_SERIES 4

typedef enum {
    TALLY_CHART_STACKED, /* bars, one upon the other */
    TALLY_CHART_CURVE,   /* steps, with marked ones set off */
} TallyChartKind;

/** TallyChart: what a picture shows, before anything is painted. Frees itself whole. */
typedef struct {
    TallyChartKind kind;
    TallyFigure figure;
    char *unit;
    size_t n_series;
    const char *names[TALLY_CHART_MAX_SERIES]; /* translated, static */
    TallyTint tints[TALLY_CHART_MAX_SERIES];
    GPtrArray *labels; /* of the points, as read out */
    GArray *values;    /* of int64_t, n_series a point */
    GByteArray *marks; /* one a point: 1 estimated */
} TallyChart;

TallyChart *tally_chart_new (TallyChartKind kind, TallyFigure figure, const char *unit);
void tally_chart_free (TallyChart *chart);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallyChart, tally_chart_free)

void tally_chart_add_series (TallyChart *chart, const char *name, TallyTint tint);

/** tally_chart_add_point: @values: one for each series */
void tally_chart_add_point (TallyChart *chart,
                            const char *label,
                            const int64_t *values,
                            gboolean is_marked);

guint tally_chart_n_points (const TallyChart *chart);
int64_t tally_chart_value (const TallyChart *chart, guint point, size_t series);

/** tally_chart_range: @lowest and @highest of what is painted, zero among them */
void tally_chart_range (const TallyChart *chart, int64_t *lowest, int64_t *highest);

/** tally_chart_step: Returns: 1, 2 or 5 times a power of ten, at most @n_steps to @range */
int64_t tally_chart_step (int64_t range, int n_steps);

G_END_DECLS
