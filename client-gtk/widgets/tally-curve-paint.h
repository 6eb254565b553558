// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client-gtk/widgets/tally-curve.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** TallyCurveFrame: what a picture shows and where; pixels of the widget */
typedef struct {
    GtkWidget *widget;
    const TallyCurve *curve;
    const GArray *after; /* (nullable) */
    guint first;         /* the chosen range; empty when @end is not beyond */
    guint end;
    int cursor; /* -1: none */
    float left;
    float top;
    float width;
    float height;
    gint64 highest;
    gint64 step;
} TallyCurveFrame;

/** tally_curve_paint_lay_out: fills @frame's places from its widget's size */
void tally_curve_paint_lay_out (TallyCurveFrame *frame);

/** tally_curve_paint: paints all of it */
void tally_curve_paint (const TallyCurveFrame *frame, GtkSnapshot *snapshot);

G_END_DECLS
