// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** tally_market_command: `gridtallyctl market peaks [FILE]`: the system's peaks */
int tally_market_command (int argc, char **argv);

G_END_DECLS
