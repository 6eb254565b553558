// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * TallyTiles:
 *
 * A row of figures with their names, as many beside each other as fit.
 */
#define TALLY_TYPE_TILES (tally_tiles_get_type ())
G_DECLARE_FINAL_TYPE (TallyTiles, tally_tiles, TALLY, TILES, GtkWidget)

/** tally_tiles_clear: takes all away, before they are given anew */
void tally_tiles_clear (TallyTiles *self);

/**
 * tally_tiles_add:
 * @name: what it is, with its unit; translated
 * @figure: (transfer full): as shown
 * @style: (nullable): "good", "attention" or "wrong"
 */
void tally_tiles_add (TallyTiles *self, const char *name, char *figure, const char *style);

G_END_DECLS
