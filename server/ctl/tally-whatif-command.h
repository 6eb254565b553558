// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** tally_whatif_command: a month under another tariff, beside what it is */
int tally_whatif_command (int argc, char **argv);

G_END_DECLS
