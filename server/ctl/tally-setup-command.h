// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * tally_setup_command:
 *
 * `gridtallyctl setup`: loads master data, tariffs and holiday calendars as the
 * owner role. Harmless when repeated; refuses another text under a tariff's
 * taken identity.
 */
int tally_setup_command (int argc, char **argv);

G_END_DECLS
