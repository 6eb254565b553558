// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** tally_raw_command: `gridtallyctl raw show POINT DATE`; see TallyCommandRun */
int tally_raw_command (int argc, char **argv);

G_END_DECLS
