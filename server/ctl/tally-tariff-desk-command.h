// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** tally_tariff_desk_has: whether `gridtallyctl tariff @verb` needs the database */
gboolean tally_tariff_desk_has (const char *verb);

/** tally_tariff_desk_command: drafts and their signatures; @argv begins with "tariff" */
int tally_tariff_desk_command (int argc, char **argv);

G_END_DECLS
