// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client-gtk/models/tally-row-item.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** TALLY_HEAT_LINE_HOURS: most local hours of a day */
#define TALLY_HEAT_LINE_HOURS 25

/**
 * TallyHeatLine:
 *
 * One line of a heat map: a point, each hour in one state, or a region, each hour the shares of
 * its points.
 */
typedef struct {
    TallyRowItem *item;
    gboolean is_region; /* #TallyWireCollectionRegion, else #TallyWireHeatRow */
    int64_t trouble;    /* what is worst stands on top; shares of a region in ppm */
} TallyHeatLine;

/** tally_heat_line_new: @item: (transfer full) */
TallyHeatLine *tally_heat_line_new (TallyRowItem *item, gboolean is_region);
void tally_heat_line_free (TallyHeatLine *self);

/** tally_heat_line_compare: regions before points, then by trouble, then by name */
int tally_heat_line_compare (const TallyHeatLine *a, const TallyHeatLine *b);

/** tally_heat_line_hours: Returns: hours of its day; 0: not known */
int tally_heat_line_hours (const TallyHeatLine *self);

/** tally_heat_line_name: Returns: (transfer full): @is_short: where there is little room */
char *tally_heat_line_name (const TallyHeatLine *self, gboolean is_short);

/** tally_heat_line_text: Returns: (transfer full): what the cell of @hour says */
char *tally_heat_line_text (const TallyHeatLine *self, int hour);

void tally_heat_line_draw (const TallyHeatLine *self,
                           GtkWidget *widget,
                           GtkSnapshot *snapshot,
                           const graphene_rect_t *area,
                           int hour);

G_END_DECLS
