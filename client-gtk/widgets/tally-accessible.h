// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * tally_accessible_name:
 * @root: a widget whose parts are in place
 *
 * GTK 4.8 tells a screen reader nothing of a button that shows only an icon. Names
 * every such part under @root by its tooltip.
 */
void tally_accessible_name (GtkWidget *root);

/** tally_accessible_set: names one widget */
void tally_accessible_set (GtkWidget *widget, const char *name);

G_END_DECLS
