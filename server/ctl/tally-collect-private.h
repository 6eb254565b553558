// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** tally_collect_probe_command: `gridtallyctl collect probe`: one meter, no database */
int tally_collect_probe_command (int argc, char **argv);

G_END_DECLS
