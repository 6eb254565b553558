// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** tally_market_command: `gridtallyctl market peaks|prices [FILE]`: of the system and the market */
int tally_market_command (int argc, char **argv);

G_END_DECLS
