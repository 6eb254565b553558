// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** tally_retire_command_has: whether `gridtallyctl raw` @word is one of those here */
gboolean tally_retire_command_has (const char *word);

/** tally_retire_command: gridtallyctl raw retire, restore, check and keep */
int tally_retire_command (int argc, char **argv);

G_END_DECLS
