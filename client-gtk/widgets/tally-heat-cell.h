// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>
#include <stdint.h>

G_BEGIN_DECLS

/* One cell of a heat map: a TallyWireCell in words, colour and shape. */

/** tally_heat_cell_word: Returns: what it means, translated */
const char *tally_heat_cell_word (int64_t cell);

void tally_heat_cell_draw (GtkWidget *widget,
                           GtkSnapshot *snapshot,
                           const graphene_rect_t *area,
                           int64_t cell);

/** tally_heat_cell_fill: colour only, for a share of a cell */
void tally_heat_cell_fill (GtkWidget *widget,
                           GtkSnapshot *snapshot,
                           const graphene_rect_t *area,
                           int64_t cell);

/** tally_heat_cell_fill_legend: what each colour and shape means */
void tally_heat_cell_fill_legend (GtkFlowBox *legend);

G_END_DECLS
