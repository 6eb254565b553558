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

/** tally_accessible_set_entry: names an entry and the part of it that takes the focus */
void tally_accessible_set_entry (GtkWidget *entry, const char *name);

/**
 * tally_accessible_follow_stack:
 *
 * GTK 4.8 reads out all pages of a stack; from now on only the one that is seen.
 */
void tally_accessible_follow_stack (GtkStack *stack);

G_END_DECLS
