// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** tally_usual_command_names: Returns: whether @argv names what tally_usual_command() does */
gboolean tally_usual_command_names (int argc, char **argv);

/** tally_usual_command: gridtallyctl validate temperatures|profiles [FILE]; a TallyCommandRun */
int tally_usual_command (int argc, char **argv);

G_END_DECLS
