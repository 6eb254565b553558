// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * tally_validate_command:
 *
 * `gridtallyctl validate --from DAY --to DAY`: turns raw frames of those days into checked and
 * estimated days, day statistics and the balances of every node. Harmless when repeated.
 */
int tally_validate_command (int argc, char **argv);

G_END_DECLS
