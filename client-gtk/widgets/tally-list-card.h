// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * tally_list_card_factory:
 * @view: the table whose columns the cards read; those hidden there are hidden here
 *
 * Rows for a list too narrow for a table: the first column and the state on one line, every
 * other column with its title under them, so that nothing is cut off or out of reach.
 *
 * Returns: (transfer full): for a list of the same items; lives no longer than @view
 */
GtkListItemFactory *tally_list_card_factory (GtkColumnView *view);

G_END_DECLS
