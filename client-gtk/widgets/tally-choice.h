// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * tally_choice_show:
 * @choice: a choice of strings
 * @names: what there is to choose
 * @selected: the place in @names of what was chosen before, else the one that stands for no choice
 *
 * For lists that come again whenever something changes in the utility: who has chosen already keeps
 * that, and a list that is open stays as it is while it says the same.
 */
void tally_choice_show (GtkDropDown *choice, GtkStringList *names, guint selected);

/** tally_choice_get_name: Returns: (nullable): what is chosen, until the next change */
const char *tally_choice_get_name (GtkDropDown *choice);

G_END_DECLS
