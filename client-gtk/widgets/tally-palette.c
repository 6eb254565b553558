// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/widgets/tally-palette.h"

#include <adwaita.h>

typedef struct {
    const char *light;
    const char *dark;
} Pair;

static const Pair tints[] = {
    [TALLY_TINT_SOLD] = { "#2f6fb7", "#6aa9ec" },
    [TALLY_TINT_OUT] = { "#8fb8a8", "#4f8a77" },
    [TALLY_TINT_LOSS] = { "#c4541a", "#f0995a" },
    [TALLY_TINT_MEASURED] = { "#2f6fb7", "#6aa9ec" },
    [TALLY_TINT_ESTIMATED] = { "#c98a00", "#f0c04a" },
    [TALLY_TINT_EDITED] = { "#8a3ea8", "#cf93e6" },
    [TALLY_TINT_LIKE] = { "#5e6670", "#a9b2bd" },
    [TALLY_TINT_AFTER] = { "#b01657", "#ff8fb8" },
};

/* In the order of TallyWireCell. */
static const Pair cells[] = {
    { "#e9e9ec", "#3a3a3e" }, /* nothing due */
    { "#8cc5a2", "#2f7350" }, /* measured */
    { "#f2d27c", "#9c7a1c" }, /* estimated */
    { "#ee9f5c", "#b3641f" }, /* partial */
    { "#d5544b", "#c2453d" }, /* failed */
};

static GdkRGBA
pick (const Pair *pair)
{
    AdwStyleManager *style = adw_style_manager_get_default ();
    GdkRGBA colour = { 0 };

    gdk_rgba_parse (&colour, adw_style_manager_get_dark (style) ? pair->dark : pair->light);
    return colour;
}

GdkRGBA
tally_palette_tint (GtkWidget *widget, TallyTint tint)
{
    g_assert (tint < TALLY_TINT_N);

    return pick (&tints[tint]);
}

GdkRGBA
tally_palette_cell (GtkWidget *widget, int64_t cell)
{
    return pick (&cells[CLAMP (cell, 0, (int64_t) G_N_ELEMENTS (cells) - 1)]);
}

GdkRGBA
tally_palette_ink (GtkWidget *widget)
{
    GdkRGBA ink;

    gtk_style_context_get_color (gtk_widget_get_style_context (widget), &ink);
    return ink;
}
