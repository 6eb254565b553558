// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** tally_price_command: `gridtallyctl price`: a load file under a tariff document, no database */
int tally_price_command (int argc, char **argv);

/** tally_tariff_command: `gridtallyctl tariff check|show|convert FILE…` */
int tally_tariff_command (int argc, char **argv);

G_END_DECLS
