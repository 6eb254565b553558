// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * TallyPair:
 *
 * Two things that belong together: side by side when there is room, else one at a
 * time under a switch that names both. The first is @start-width wide when there is
 * room; 0 shares the room equally.
 */
#define TALLY_TYPE_PAIR (tally_pair_get_type ())
G_DECLARE_FINAL_TYPE (TallyPair, tally_pair, TALLY, PAIR, GtkWidget)

/** tally_pair_show: when there is room for one only, shows the first (0) or second (1) */
void tally_pair_show (TallyPair *self, int which);

/** tally_pair_is_narrow: Returns: whether there is room for one only */
gboolean tally_pair_is_narrow (TallyPair *self);

G_END_DECLS
