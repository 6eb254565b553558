// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * tally_preferences_open:
 *
 * What the program remembers from one day to the next. Finds its schema where it was
 * installed, or beside the program when that runs from where it was built.
 *
 * Returns: (transfer full): the settings of schema org.gridtally.Gridtally
 */
GSettings *tally_preferences_open (void);

/** tally_preferences_locale_dir: Returns: (transfer full): where the translations are */
char *tally_preferences_locale_dir (void);

G_END_DECLS
