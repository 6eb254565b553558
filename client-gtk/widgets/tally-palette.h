// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>
#include <stdint.h>

G_BEGIN_DECLS

/** TallyTint: what a part of a picture stands for */
typedef enum {
    TALLY_TINT_SOLD,
    TALLY_TINT_OUT,
    TALLY_TINT_LOSS,
    TALLY_TINT_MEASURED,
    TALLY_TINT_ESTIMATED,
    TALLY_TINT_EDITED,
    TALLY_TINT_LIKE,
    TALLY_TINT_AFTER,
    TALLY_TINT_N
} TallyTint;

/* Colours that read on the light and the dark window alike, and apart by brightness too. */

GdkRGBA tally_palette_tint (GtkWidget *widget, TallyTint tint);

/** tally_palette_cell: @cell: a TallyWireCell */
GdkRGBA tally_palette_cell (GtkWidget *widget, int64_t cell);

/** tally_palette_ink: the colour of text */
GdkRGBA tally_palette_ink (GtkWidget *widget);

G_END_DECLS
